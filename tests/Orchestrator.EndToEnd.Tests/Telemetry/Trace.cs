namespace Orchestrator.EndToEnd.Tests.Telemetry;

/// <summary>One trace among all that was exported.</summary>
internal sealed class Trace
{
    private readonly Span[] _others;

    private Trace(IReadOnlyCollection<Span> exported, string id)
    {
        Spans = [.. exported.Where(span => span.TraceId == id)];
        _others = [.. exported.Where(span => span.TraceId != id)];
    }

    public IReadOnlyList<Span> Spans { get; }

    public static Trace Of(IReadOnlyCollection<Span> exported, string id) => new(exported, id);

    /// <summary>The trace in which an agent's process sent its message.</summary>
    public static Trace OfSend(IReadOnlyCollection<Span> exported) => Of(
        exported,
        Assert.Single(exported, span => (span.Service.Name, span.Name) == (TracedAgents.Service, $"send {TracedAgents.Sender}")).TraceId);

    /// <summary>Spans in traces of their own that lead here: those of commits, batches and receivers, which stand for many traces.</summary>
    public IEnumerable<Span> LinkedHere(string name) => _others.Where(span => span.Name == name && span.Links.Any(link => Spans.Any(known => known.SpanId == link.SpanId)));

    /// <summary>Checks that a message was sent in this trace: a call, its side at the grain, the commit, and the projections.</summary>
    /// <param name="caller">The service that calls the grain.</param>
    /// <param name="silo">The service that has the grain.</param>
    /// <returns>The process that has the grain.</returns>
    public Service AssertSent(string caller, string silo)
    {
        Span[] calls = [.. Spans.Where(span => span.Source == "Microsoft.Orleans.Application" && span.Name.EndsWith("/SendDirect", StringComparison.Ordinal))];
        Span grain = Assert.Single(calls, span => span.Service.Name == silo && calls.Any(call => call.SpanId == span.ParentId));
        Span call = Assert.Single(calls, span => span.SpanId == grain.ParentId);
        Assert.Equal(caller, call.Service.Name);
        Span append = Assert.Single(Spans, span => span.Name == "journal append" && span.ParentId == grain.SpanId);
        Assert.Equal(grain.Service, append.Service);
        Assert.Contains(LinkedHere("journal commit"), commit => commit.Service == append.Service && commit.Links.Any(link => link.SpanId == append.SpanId));
        return grain.Service;
    }

    /// <summary>Checks that no span hangs in the air.</summary>
    /// <param name="callersSpan">The span from which the trace came in; none where all of it was exported.</param>
    public void AssertWhole(string callersSpan = "")
    {
        HashSet<string> known = [callersSpan, .. Spans.Select(span => span.SpanId)];
        Assert.All(Spans, span => Assert.Contains(span.ParentId, known));
        Assert.Equal(Spans.Count, Spans.DistinctBy(span => span.SpanId).Count());
    }
}
