namespace Orleans.Runtime;

/// <summary>The activation whose turn this thread runs.</summary>
internal static class RuntimeContext
{
    [ThreadStatic]
    private static IGrainContext? s_current;

    /// <summary>Gets the activation whose turn this thread runs, or null outside of turns.</summary>
    public static IGrainContext? Current => s_current;

    /// <summary>Sets the activation and returns the one before.</summary>
    public static IGrainContext? Exchange(IGrainContext? context)
    {
        var before = s_current;
        s_current = context;
        return before;
    }
}
