using System.Runtime.ExceptionServices;

namespace Orleans.Serialization.Invocation;

/// <summary>The outcome of a call: a result or an exception.</summary>
public abstract class Response : IDisposable
{
    /// <summary>Gets the outcome of a call without a result.</summary>
    public static Response Completed { get; } = new Response<object?>(value: null);

    /// <summary>Gets or sets the result; reading it throws the exception, if there is one.</summary>
    public abstract object? Result { get; set; }

    /// <summary>Gets or sets the exception.</summary>
    public abstract Exception? Exception { get; set; }

    /// <summary>Makes the outcome of a call that failed.</summary>
    public static Response FromException(Exception exception) => new ExceptionResponse { Exception = exception };

    /// <summary>Makes the outcome of a call that succeeded.</summary>
    public static Response FromResult<TResult>(TResult value) => new Response<TResult>(value);

    /// <summary>Returns the result or throws the exception.</summary>
    public abstract T? GetResult<T>();

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <inheritdoc/>
    public override string ToString() => Exception?.ToString() ?? Result?.ToString() ?? "[null]";

    /// <summary>Releases what the response holds.</summary>
    protected virtual void Dispose(bool disposing)
    {
    }
}

/// <summary>The outcome of a call that succeeded.</summary>
/// <typeparam name="TResult">The type of the result.</typeparam>
public sealed class Response<TResult> : Response
{
    internal Response(TResult? value) => TypedResult = value;

    /// <summary>Gets or sets the result.</summary>
    public TResult? TypedResult { get; set; }

    /// <inheritdoc/>
    public override object? Result
    {
        get => TypedResult;
        set => TypedResult = (TResult?)value;
    }

    /// <inheritdoc/>
    public override Exception? Exception
    {
        get => null;
        set => throw new InvalidOperationException("A response with a result has no exception.");
    }

    /// <inheritdoc/>
    public override T? GetResult<T>()
        where T : default => TypedResult switch
        {
            T typed => typed,
            null => default,
            _ => (T)(object)TypedResult,
        };
}

/// <summary>The outcome of a call that failed.</summary>
public sealed class ExceptionResponse : Response
{
    /// <inheritdoc/>
    public override object? Result
    {
        get => GetResult<object>();
        set => throw new InvalidOperationException("A response with an exception has no result.");
    }

    /// <inheritdoc/>
    public override Exception? Exception { get; set; }

    /// <inheritdoc/>
    public override T? GetResult<T>()
        where T : default
    {
        ExceptionDispatchInfo.Throw(Exception!);
        return default;
    }
}
