namespace Orleans.Runtime;

/// <summary>Finds grains that wait for each other in a circle, to say so when their calls time out.</summary>
internal sealed class WaitingCircle
{
    private readonly ILookup<GrainId, GrainId> _waitsFor;

    /// <summary>Takes who waits for whom.</summary>
    public WaitingCircle(IEnumerable<(GrainId From, GrainId To)> edges) =>
        _waitsFor = edges.Distinct().ToLookup(one => one.From, one => one.To);

    /// <summary>Says who waits for whom, going by requests without a response.</summary>
    public static IEnumerable<(GrainId From, GrainId To)> EdgesOf(IEnumerable<GrainRequest> requests) => requests
        .Where(one => one.Source is not null)
        .Select(one => (one.Source!.GrainId, one.TargetId));

    /// <summary>Returns the circle that a call to a grain leads into, first grain repeated at the end; or null.</summary>
    public IReadOnlyList<GrainId>? ReachableFrom(GrainId grain)
    {
        var path = new List<GrainId>();
        var done = new HashSet<GrainId>();
        return Visit(grain, path, done) ? path[path.IndexOf(path[^1])..] : null;
    }

    private bool Visit(GrainId grain, List<GrainId> path, HashSet<GrainId> done)
    {
        var known = path.Contains(grain);
        path.Add(grain);
        if (known) return true;
        if (done.Add(grain) && _waitsFor[grain].Any(next => Visit(next, path, done))) return true;
        path.RemoveAt(path.Count - 1);
        return false;
    }
}
