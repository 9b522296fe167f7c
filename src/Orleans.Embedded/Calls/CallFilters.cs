using System.Reflection;
using Orleans.Runtime;
using Orleans.Serialization.Invocation;

namespace Orleans;

/// <summary>Takes part in a received call.</summary>
public delegate Task IncomingGrainCallFilterDelegate(IIncomingGrainCallContext context);

/// <summary>Takes part in a call that is sent.</summary>
public delegate Task OutgoingGrainCallFilterDelegate(IOutgoingGrainCallContext context);

/// <summary>Takes part in received calls; a grain class may implement it for its own.</summary>
public interface IIncomingGrainCallFilter
{
    /// <summary>Called for every call; calls <see cref="IGrainCallContext.Invoke"/> to go on.</summary>
    Task Invoke(IIncomingGrainCallContext context);
}

/// <summary>Takes part in calls that are sent.</summary>
public interface IOutgoingGrainCallFilter
{
    /// <summary>Called for every call; calls <see cref="IGrainCallContext.Invoke"/> to go on.</summary>
    Task Invoke(IOutgoingGrainCallContext context);
}

/// <summary>A call on its way through filters.</summary>
public interface IGrainCallContext
{
    /// <summary>Gets the method and its arguments.</summary>
    IInvokable Request { get; }

    /// <summary>Gets the grain, or for calls that are sent the reference.</summary>
    object Grain { get; }

    /// <summary>Gets the grain that calls, if one does.</summary>
    GrainId? SourceId { get; }

    /// <summary>Gets the grain that is called.</summary>
    GrainId TargetId { get; }

    /// <summary>Gets the interface that is called.</summary>
    GrainInterfaceType InterfaceType { get; }

    /// <summary>Gets the name of the interface that is called.</summary>
    string InterfaceName { get; }

    /// <summary>Gets the name of the method that is called.</summary>
    string MethodName { get; }

    /// <summary>Gets the method that is called.</summary>
    MethodInfo InterfaceMethod { get; }

    /// <summary>Gets or sets the result.</summary>
    object? Result { get; set; }

    /// <summary>Gets or sets the outcome; null until the call has been made.</summary>
    Response? Response { get; set; }

    /// <summary>Goes on with the next filter, or the call itself.</summary>
    Task Invoke();
}

/// <summary>A received call on its way through filters.</summary>
public interface IIncomingGrainCallContext : IGrainCallContext
{
    /// <summary>Gets the activation that is called.</summary>
    IGrainContext TargetContext { get; }

    /// <summary>Gets the method of the grain class.</summary>
    MethodInfo ImplementationMethod { get; }
}

/// <summary>A call that is sent, on its way through filters.</summary>
public interface IOutgoingGrainCallContext : IGrainCallContext
{
    /// <summary>Gets the activation that calls; null outside of grains.</summary>
    IGrainContext? SourceContext { get; }
}
