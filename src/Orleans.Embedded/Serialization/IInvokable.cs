using System.Reflection;

namespace Orleans.Serialization.Invocation;

/// <summary>A call: a method and its arguments.</summary>
public interface IInvokable : IDisposable
{
    /// <summary>Whether the call can be cancelled.</summary>
    bool IsCancellable => false;

    /// <summary>Gets the number of arguments.</summary>
    int GetArgumentCount();

    /// <summary>Gets an argument.</summary>
    object? GetArgument(int index);

    /// <summary>Sets an argument.</summary>
    void SetArgument(int index, object value);

    /// <summary>Gets the method's name.</summary>
    string GetMethodName();

    /// <summary>Gets the interface's name.</summary>
    string GetInterfaceName();

    /// <summary>Gets the name for traces.</summary>
    string GetActivityName();

    /// <summary>Gets the method.</summary>
    MethodInfo GetMethod();

    /// <summary>Gets the interface.</summary>
    Type GetInterfaceType();

    /// <summary>Gets how long callers wait, if the method says so.</summary>
    TimeSpan? GetDefaultResponseTimeout() => default;

    /// <summary>Gets the token by which the callee learns of cancellation.</summary>
    CancellationToken GetCancellationToken() => default;

    /// <summary>Signals cancellation to the callee; says whether it could.</summary>
    bool TryCancel() => false;
}
