using System.Linq.Expressions;
using System.Reflection;
using Orleans.Concurrency;

namespace Orleans.Runtime;

/// <summary>One method of a grain or observer interface, with what its attributes say about it.</summary>
internal sealed class GrainMethod
{
    private Func<GrainRequest>? _newRequest;

    /// <summary>Reads a method.</summary>
    public GrainMethod(GrainInterface owner, MethodInfo info)
    {
        if (info.IsGenericMethodDefinition)
            throw new NotSupportedException($"{info.DeclaringType}.{info.Name} is generic; grain methods cannot be.");
        Owner = owner;
        Info = info;
        Parameters = info.GetParameters();
        WireName = info.GetCustomAttribute<AliasAttribute>()?.Alias ?? SignatureOf(info, Parameters);
        IsReadOnly = info.IsDefined(typeof(ReadOnlyAttribute));
        IsAlwaysInterleave = info.IsDefined(typeof(AlwaysInterleaveAttribute));
        IsOneWay = info.ReturnType == typeof(void) || info.IsDefined(typeof(OneWayAttribute));
        ResponseTimeout = info.GetCustomAttribute<ResponseTimeoutAttribute>()?.Timeout;
        TokenIndex = Array.FindIndex(Parameters, one => one.ParameterType == typeof(CancellationToken));
        (ResultType, ReturnKind) = Classify(info);
        DisplayName = $"{owner.Name}.{info.Name}";
        ActivityName = $"{owner.Type.Name}/{info.Name}";
    }

    /// <summary>Gets the interface this method was called through.</summary>
    public GrainInterface Owner { get; }

    /// <summary>Gets the method.</summary>
    public MethodInfo Info { get; }

    /// <summary>Gets the parameters.</summary>
    public ParameterInfo[] Parameters { get; }

    /// <summary>Gets the name by which remote callers address the method.</summary>
    public string WireName { get; }

    /// <summary>Gets the name for messages.</summary>
    public string DisplayName { get; }

    /// <summary>Gets the name for traces.</summary>
    public string ActivityName { get; }

    /// <summary>Whether it runs together with other read-only requests.</summary>
    public bool IsReadOnly { get; }

    /// <summary>Whether it runs together with anything.</summary>
    public bool IsAlwaysInterleave { get; }

    /// <summary>Whether callers do not wait for it.</summary>
    public bool IsOneWay { get; }

    /// <summary>Gets how long callers wait, if the method says so.</summary>
    public TimeSpan? ResponseTimeout { get; }

    /// <summary>Gets the index of the cancellation token among the parameters, or -1.</summary>
    public int TokenIndex { get; }

    /// <summary>Gets the type of the result; <see cref="VoidResult"/> if there is none.</summary>
    public Type ResultType { get; }

    /// <summary>Gets how the result is handed over.</summary>
    public ReturnKind ReturnKind { get; }

    /// <summary>Gets or sets the class of its requests.</summary>
    public Type? RequestType { get; set; }

    /// <summary>Gets what makes empty requests for this method: compiled when the first one comes from another process.</summary>
    public Func<GrainRequest> NewRequest => _newRequest ??= Expression.Lambda<Func<GrainRequest>>(Expression.New(RequestType!)).Compile();

    /// <inheritdoc/>
    public override string ToString() => DisplayName;

    private static string SignatureOf(MethodInfo info, ParameterInfo[] parameters) =>
        $"{info.Name}({string.Join(',', parameters.Select(one => one.ParameterType.Name))})";

    private static (Type Result, ReturnKind Kind) Classify(MethodInfo info)
    {
        var type = info.ReturnType;
        if (type == typeof(void)) return (typeof(VoidResult), ReturnKind.Void);
        if (type == typeof(Task)) return (typeof(VoidResult), ReturnKind.Task);
        if (type == typeof(ValueTask)) return (typeof(VoidResult), ReturnKind.ValueTask);
        if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(Task<>))
            return (type.GenericTypeArguments[0], ReturnKind.Task);

        if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(ValueTask<>))
            return (type.GenericTypeArguments[0], ReturnKind.ValueTask);

        throw new NotSupportedException(
            $"{info.DeclaringType}.{info.Name} returns {type}; grain methods return Task, Task<T>, ValueTask, "
            + "ValueTask<T> or, for observers, void.");
    }
}

/// <summary>How a grain method hands over its result.</summary>
internal enum ReturnKind
{
    /// <summary>Not at all.</summary>
    Void,

    /// <summary>By a task.</summary>
    Task,

    /// <summary>By a value task.</summary>
    ValueTask,
}

/// <summary>The result of methods that have none.</summary>
internal readonly record struct VoidResult;
