using System.Runtime.CompilerServices;

namespace Orleans.Gateway;

/// <summary>Makes exceptions of a given type with a given message, as Orleans does: without their constructors,
/// unless they have one without parameters.</summary>
internal static class ExceptionMaker
{
    /// <summary>Makes an exception.</summary>
    public static Exception Make(Type type, string message, int code, Exception? inner)
    {
        if (type == typeof(AggregateException))
            return inner is null ? new AggregateException(message) : new AggregateException(message, inner);

        var exception = (Exception)(type.GetConstructor(Type.EmptyTypes)?.Invoke(parameters: null)
            ?? RuntimeHelpers.GetUninitializedObject(type));
        Message(exception) = message;
        Inner(exception) = inner;
        exception.HResult = code;
        return exception;
    }

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_message")]
    private static extern ref string? Message(Exception exception);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_innerException")]
    private static extern ref Exception? Inner(Exception exception);
}
