namespace Orchestrator.Gateway.Security;

/// <summary>Path segments <c>.</c> and <c>..</c>, which servers resolve before they look for an endpoint.</summary>
internal static class DotSegments
{
    /// <summary>
    /// Whether a request's target has one, plain or escaped. Resolved, it would be a request to something else than what
    /// the caller put together.
    /// </summary>
    /// <param name="target">The target as it was sent.</param>
    public static bool In(ReadOnlySpan<char> target)
    {
        int end = target.IndexOfAny('?', '#');
        ReadOnlySpan<char> path = end < 0 ? target : target[..end];
        if (path.IndexOf("/.") < 0 && path.IndexOf("%2", StringComparison.Ordinal) < 0) return false;
        foreach (Range range in path.Split('/'))
        {
            string segment = path[range].ToString().Replace("%2e", ".", StringComparison.OrdinalIgnoreCase);
            if (segment is "." or "..") return true;
        }

        return false;
    }
}
