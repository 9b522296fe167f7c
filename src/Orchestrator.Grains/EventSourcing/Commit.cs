using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text.Json;
using Orchestrator.Contracts.Journaling;
using Orchestrator.Contracts.Serialization;
using Orchestrator.Journal;

namespace Orchestrator.Grains.EventSourcing;

/// <summary>The events of one or more commands that go into the journal as one row.</summary>
/// <typeparam name="TEvent">The events of the grain.</typeparam>
internal sealed class Commit<TEvent>
    where TEvent : JournaledEvent
{
    private const int MostClaims = 1_000;
    private const long MostBytes = 8 << 20;

    // So many commands of the largest kind (a request has 1 MiB at most) fit into a row beside MostBytes; measuring costs writing them twice.
    private const int Unmeasured = 16;

    private readonly List<TEvent> _events = [];
    private readonly TaskCompletionSource<long> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private List<EventMetadata.LaterCommand>? _later;
    private List<JournalAppend>? _claims;
    private List<KeyedCall>? _keys;
    private bool _described;
    private long _bytes;
    private EventMetadata _first = EventMetadata.None;

    /// <summary>The number of events.</summary>
    public int Count => _events.Count;

    /// <summary>Ends with the position, or with the error that kept the commit from the journal.</summary>
    public Task<long> Done => _done.Task;

    /// <summary>The trace of the first command.</summary>
    public Activity? Activity { get; private set; }

    /// <summary>How many commands it has.</summary>
    public int Commands { get; private set; }

    /// <summary>Rows of other grains that must become true together with this one.</summary>
    public IReadOnlyList<JournalAppend> Claims => _claims ?? [];

    /// <summary>The commands that are to be remembered by their keys.</summary>
    public IReadOnlyList<KeyedCall> Keys => _keys ?? [];

    /// <summary>Whether it should be written before anything else comes to it: the journal limits rows, and how many go together.</summary>
    public bool IsFull => Claims.Count >= MostClaims || _bytes >= MostBytes;

    public void Add(TEvent change) => _events.Add(change);

    public void Add(JournalAppend claim) => (_claims ??= []).Add(claim);

    /// <summary>Notes who caused the events from <paramref name="firstEvent"/> on, and how it was answered.</summary>
    public void Describe(int firstEvent, KeyedCall? keyed)
    {
        if (++Commands > Unmeasured)
        {
            _bytes += EventsWriter.Measure(_events, firstEvent);
            if (keyed?.Kept?.Answer is { } answer) _bytes += JsonMarshal.GetRawUtf8Value(answer).Length;
        }

        string? actor = CallContext.Actor;
        string? key = CallContext.IdempotencyKey;
        string? trace = GrainTelemetry.TraceParent;
        if (keyed is not null) (_keys ??= []).Add(keyed);
        bool known = actor is not null || key is not null || trace is not null;
        if (!_described)
        {
            _described = true;
            Activity = Activity.Current;
            if (known) _first = new EventMetadata { Actor = actor, IdempotencyKey = key, TraceParent = trace, Keyed = keyed?.Kept };
        }
        else if (known || _later is not null || _first != EventMetadata.None)
        {
            // Also where nothing is known of it: else it would count as the one before.
            (_later ??= []).Add(new(firstEvent, actor, trace, key, keyed?.Kept));
        }
    }

    /// <summary>The row.</summary>
    public JournalAppend ToAppend(string grain, long sequence, DateTimeOffset at) =>
        ToAppend(grain, sequence, at, EventsWriter.Write(_events));

    /// <summary>The row, for one that gives the payload back once it is on disk.</summary>
    public JournalAppend ToAppend(string grain, long sequence, DateTimeOffset at, out RentedPayload payload)
    {
        payload = EventsWriter.Rent(_events);
        return ToAppend(grain, sequence, at, payload.Text);
    }

    public void Succeed(long position) => _done.TrySetResult(position);

    public void Fail(Exception error)
    {
        _done.TrySetException(error);
        _ = _done.Task.Exception; // observed, also when every caller has gone
    }

    private JournalAppend ToAppend(string grain, long sequence, DateTimeOffset at, JsonText payload) => new(
        grain,
        sequence,
        _events.Count,
        TypeNames(),
        payload,
        _later is null && _first == EventMetadata.None
            ? "{}"
            : JsonSerializer.Serialize(_first with { Later = _later }, OrchestratorJson.Journal),
        at);

    private string TypeNames() => _events.Count == 1
        ? EventNames.Of(_events[0])
        : string.Join(',', _events.Select(EventNames.Of).Distinct(StringComparer.Ordinal));
}
