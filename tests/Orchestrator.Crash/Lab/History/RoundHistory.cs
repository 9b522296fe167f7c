using System.Collections.Concurrent;
using System.Text.Json;

namespace Orchestrator.Crash.Lab.History;

/// <summary>All that the agents of a round did and were told. Each answer is a line of JSON in a file, written at once.</summary>
internal sealed class RoundHistory : IDisposable
{
    private readonly long _began = TimeProvider.System.GetTimestamp();
    private readonly ConcurrentQueue<Operation> _operations = [];
    private readonly ConcurrentQueue<Receipt> _receipts = [];
    private readonly ConcurrentQueue<string> _violations = [];
    private readonly StreamWriter _file;
    private readonly Lock _writing = new();
    private int _numbers;

    public RoundHistory(string file) => _file = new StreamWriter(file) { AutoFlush = true };

    public IEnumerable<Operation> Operations => _operations;

    public IEnumerable<Receipt> Receipts => _receipts;

    public IEnumerable<string> Violations => _violations;

    /// <summary>Since the beginning of the round.</summary>
    public TimeSpan Now => TimeProvider.System.GetElapsedTime(_began);

    /// <summary>Which host process is running, from 1.</summary>
    public int Life { get; set; }

    /// <summary>Waits until so many operations were begun.</summary>
    /// <returns>False when that took too long, or was ended.</returns>
    public async Task<bool> WaitForAsync(int operations, TimeSpan patience, CancellationToken stop)
    {
        TimeSpan begun = Now;
        while (Count < operations)
        {
            if (stop.IsCancellationRequested || Now - begun > patience) return false;
            await Task.Delay(TimeSpan.FromMilliseconds(2), TimeProvider.System, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        return true;
    }

    /// <summary>How many operations were begun.</summary>
    public int Count => Volatile.Read(ref _numbers);

    public int NextNumber() => Interlocked.Increment(ref _numbers);

    public void Add(Operation operation) => _operations.Enqueue(operation);

    public void Add(Receipt receipt) => _receipts.Enqueue(receipt);

    /// <summary>Something was seen that must not be.</summary>
    public void Violate(string what)
    {
        _violations.Enqueue(what);
        Note("violation", what);
    }

    /// <summary>Writes down what was done to the host.</summary>
    public void Note(string what, string detail) => Write(JsonSerializer.Serialize(new { at = Now.TotalMilliseconds, life = Life, note = what, detail }));

    /// <summary>Writes down an attempt and what came of it.</summary>
    public void Write(Operation operation, TimeSpan begun, string came) => Write(JsonSerializer.Serialize(new
    {
        at = begun.TotalMilliseconds,
        until = Now.TotalMilliseconds,
        life = Life,
        operation = operation.Number,
        kind = operation.Kind.ToString(),
        agent = operation.Agent,
        request = $"{operation.Method} {operation.Path}",
        body = operation.Body,
        key = operation.Key,
        outcome = operation.Outcome.ToString(),
        came,
    }));

    public void Dispose() => _file.Dispose();

    private void Write(string line)
    {
        lock (_writing) _file.WriteLine(line);
    }
}
