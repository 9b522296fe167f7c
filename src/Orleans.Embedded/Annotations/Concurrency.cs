namespace Orleans.Concurrency;

/// <summary>The method changes nothing: it runs together with other such methods.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ReadOnlyAttribute : Attribute;

/// <summary>The method runs together with anything.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class AlwaysInterleaveAttribute : Attribute;

/// <summary>The caller does not wait for the method.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class OneWayAttribute : Attribute;

/// <summary>All methods of the grain run together with each other.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class ReentrantAttribute : Attribute;

/// <summary>A static or instance predicate of the grain class says which requests may interleave.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class MayInterleaveAttribute(string callbackMethodName) : Attribute
{
    /// <summary>Gets the name of the predicate: <c>bool Name(IInvokable request)</c>.</summary>
    public string CallbackMethodName { get; } = callbackMethodName;
}
