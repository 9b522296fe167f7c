using System.Collections.Concurrent;
using System.Diagnostics;
using Orchestrator.Benchmarks.Load;

namespace Orchestrator.Benchmarks.Soak.Traffic;

/// <summary>What the load saw: latencies of the interval, totals, failures.</summary>
internal sealed class Observed
{
    private const int KeptFailures = 200;

    private Latencies _sends = new();
    private Latencies _deliveries = new();
    private Latencies _others = new();
    private long _requests;
    private long _sent;
    private long _acknowledged;
    private long _failed;

    public long Requests => Interlocked.Read(ref _requests);

    /// <summary>Hand-outs that the messages sent so far mean: one for each recipient.</summary>
    public long Sent => Interlocked.Read(ref _sent);

    public long Acknowledged => Interlocked.Read(ref _acknowledged);

    public long Failed => Interlocked.Read(ref _failed);

    /// <summary>The first failures, in words.</summary>
    public ConcurrentQueue<string> Failures { get; } = [];

    public void Request() => Interlocked.Increment(ref _requests);

    public void Send(long due, int recipients)
    {
        Volatile.Read(ref _sends).Add(Stopwatch.GetElapsedTime(due));
        Interlocked.Add(ref _sent, recipients);
    }

    public void Delivery(long due) => Volatile.Read(ref _deliveries).Add(Stopwatch.GetElapsedTime(due));

    public void Acknowledgement() => Interlocked.Increment(ref _acknowledged);

    public void Other(long due) => Volatile.Read(ref _others).Add(Stopwatch.GetElapsedTime(due));

    public void Failure(string what)
    {
        Interlocked.Increment(ref _failed);
        if (Failures.Count < KeptFailures) Failures.Enqueue(what);
    }

    /// <summary>The latencies since the last call: of sends, from send to receipt, and of all other commands and queries.</summary>
    public (Latencies Sends, Latencies Deliveries, Latencies Others) Next() =>
        (Interlocked.Exchange(ref _sends, new()), Interlocked.Exchange(ref _deliveries, new()), Interlocked.Exchange(ref _others, new()));
}
