using System.Collections.Concurrent;

namespace Orchestrator.Client.Tests.Hosting;

/// <summary>Sees each call that leaves a client, and can lose its answer or keep it from leaving.</summary>
public sealed class CallTap : IOutgoingGrainCallFilter
{
    private readonly ConcurrentDictionary<string, int> _completed = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, int> _answersToLose = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, bool> _cut = new(StringComparer.Ordinal);

    /// <summary>How many calls of a method came back with an answer or were to lose it.</summary>
    public int Count(string method) => _completed.GetValueOrDefault(method);

    /// <summary>The next calls of a method are carried out, and their answers lost.</summary>
    public void LoseAnswers(string method, int count = 1) => _answersToLose[method] = count;

    /// <summary>Calls of a method do not leave until <see cref="Mend"/>.</summary>
    public void Cut(string method) => _cut[method] = true;

    public void Mend(string method) => _cut.TryRemove(method, out _);

    public async Task Invoke(IOutgoingGrainCallContext context)
    {
        string method = context.InterfaceMethod.Name;
        if (_cut.ContainsKey(method)) throw new TimeoutException($"{method} is cut off by the test");
        await context.Invoke();
        _completed.AddOrUpdate(method, 1, (_, count) => count + 1);
        if (_answersToLose.TryGetValue(method, out int left) && left > 0)
        {
            _answersToLose[method] = left - 1;
            throw new TimeoutException($"the answer of {method} is lost by the test");
        }
    }
}
