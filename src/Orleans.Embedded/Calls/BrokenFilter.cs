namespace Orleans.Runtime;

/// <summary>The error of a filter that neither goes on with the call nor gives a result.</summary>
internal static class BrokenFilter
{
    /// <summary>Makes the exception.</summary>
    public static InvalidOperationException Of(object filter) => new(
        $"The call filter {filter.GetType()} neither went on with the call nor set a result.");
}
