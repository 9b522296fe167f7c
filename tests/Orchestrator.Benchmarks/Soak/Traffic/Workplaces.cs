using System.Collections.Concurrent;
using System.Text.Json;

namespace Orchestrator.Benchmarks.Soak.Traffic;

/// <summary>Sessions that follow each other, each with its board of tasks and its checkpoints; files that are reserved and given back.</summary>
internal sealed class Workplaces(SoakHttp http, Observed observed)
{
    private const int Projects = 8;
    private const int KeptCheckpoints = 60;
    private const int RestoreEvery = 10;

    private readonly ConcurrentQueue<string> _checkpoints = [];
    private readonly string _snapshot = string.Concat(Enumerable.Range(0, 200).Select(n => $"line {n * 7919 % 1000};"));
    private string _session = "soak-0";
    private string? _before;

    public Task BeginAsync() => http.PostAsync("/sessions", new { id = _session, type = "director", name = _session });

    /// <summary>The next session takes the place of the one before; that of the time before is terminated, since nobody works in it now.</summary>
    public async Task MoveAsync(long number, long due)
    {
        string? ended = _before;
        _before = _session;
        string next = $"soak-{number + 1}";
        await http.PostAsync("/sessions", new { id = next, type = "director", name = next });
        await http.PostAsync($"/sessions/{next}/events", new { eventType = "soak", eventData = new { number } });
        Volatile.Write(ref _session, next);
        if (ended is not null) await http.PostAsync($"/sessions/{ended}/terminate", new { reason = "the next one has begun" });
        observed.Other(due);
    }

    public async Task WorkAsync(long number, long due)
    {
        string session = Volatile.Read(ref _session);
        string agent = Fleet.Name(number % Fleet.Agents);
        await http.PostAsync("/tasks", new { title = $"task {number}", sessionId = session, priority = "high" });
        observed.Other(due);
        if (await http.PostAsync("/tasks:claim-next", new { agentId = agent, sessionId = session, leaseSeconds = 60 }) is not { ValueKind: JsonValueKind.Object } task) return;
        if (task.TryGetProperty("id", out JsonElement id))
            await http.PostAsync($"/tasks/{id.GetString()}/complete", new { agentId = agent, result = new { ok = true } });
    }

    public async Task ReserveAsync(long number, long due)
    {
        string agent = Fleet.Name(number % Fleet.Agents);
        if (await http.PostAsync("/file-leases", new { project = $"/srv/soak-{number % Projects}", agentId = agent, patterns = new[] { $"src/part-{number}/**/*.cs" }, ttlSeconds = 60 }) is { } lease)
            await http.PostAsync($"/file-leases/{lease.GetProperty("id").GetString()}/release", new { agentId = agent });
        observed.Other(due);
    }

    public async Task SaveAsync(long number, long due)
    {
        string session = Volatile.Read(ref _session);
        if (await http.PostAsync($"/sessions/{session}/checkpoints", new { name = $"save {number}", snapshot = new { number, text = _snapshot } }) is not { } checkpoint) return;
        observed.Other(due);
        string id = checkpoint.GetProperty("id").GetString()!;
        await http.GetAsync($"/checkpoints/{id}/snapshot");
        if (number % RestoreEvery == 0 && await http.PostAsync($"/checkpoints/{id}/restore", new { name = $"restored {number}" }) is { } restored
            && restored.TryGetProperty("session", out JsonElement copy))
            await http.PostAsync($"/sessions/{copy.GetProperty("id").GetString()}/terminate", new { reason = "tried" });
        _checkpoints.Enqueue(id);
        if (_checkpoints.Count > KeptCheckpoints && _checkpoints.TryDequeue(out string? old)) await http.DeleteAsync($"/checkpoints/{old}");
    }

    /// <summary>One of the questions that people and agents ask.</summary>
    public async Task AskAsync(long number, long due)
    {
        await http.GetAsync((number % 8) switch
        {
            0 => "/agents/active",
            1 => $"/messages?between={Fleet.Name(number % Fleet.Agents)},{Fleet.Name((number + 1) % Fleet.Agents)}&limit=20",
            2 => $"/tasks/ready?sessionId={Volatile.Read(ref _session)}",
            3 => "/search?q=welcome&limit=10",
            4 => $"/agents/{Fleet.Name(number % Fleet.Agents)}/statistics",
            5 => $"/sessions/{Volatile.Read(ref _session)}",
            6 => $"/file-leases?project=/srv/soak-{number % Projects}&active=true",
            _ => "/checkpoints?pageSize=10",
        });
        observed.Other(due);
    }
}
