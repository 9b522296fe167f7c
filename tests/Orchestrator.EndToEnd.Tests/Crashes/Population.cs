using Orchestrator.EndToEnd.Tests.Support;

namespace Orchestrator.EndToEnd.Tests.Crashes;

/// <summary>The agents and group conversations of a load, and who gets what.</summary>
internal sealed class Population : ILoad
{
    private const int AgentCount = 8;
    private const int GroupCount = 4;
    private const int GroupSize = 4;

    public IReadOnlyList<string> Agents { get; } = [.. Enumerable.Range(0, AgentCount).Select(i => $"agent-{i}")];

    public int Senders => 32;

    public int MessagesEach => int.MaxValue;

    /// <summary>Makes them known, and gives the tables that have nothing to do with messages some rows too.</summary>
    public async Task CreateAsync(Api api)
    {
        foreach (string agent in Agents)
        {
            await api.PostAsync("/agents", new { id = agent, name = agent, type = "load", team = "storm", capabilities = new[] { "talk" } });
            await api.PostAsync($"/agents/{agent}/heartbeat", new { status = "busy", currentTask = "talking", metrics = new { cpu = 0.5 } });
        }

        for (int group = 0; group < GroupCount; group++)
        {
            await api.PostAsync("/conversations", new
            {
                id = Group(group),
                title = $"Group {group}",
                participants = Members(group).Select(agent => new { agentId = agent }).ToArray(),
            });
        }

        foreach (string name in (string[])["kept", "ended", "deleted"])
        {
            await api.PostAsync("/sessions", new { id = $"session-{name}", name, type = "director", metadata = new { storm = true } });
            await api.PostAsync($"/sessions/session-{name}/events", new { eventType = "agent_spawned", agentId = Agents[0] });
        }

        await api.PostAsync("/sessions/session-ended/end", new { summary = "over" });
        await api.CommandAsync(HttpMethod.Delete, "/sessions/session-deleted");
    }

    /// <summary>The n-th message of a sender: to one agent, now and then to itself, or to a group it is in.</summary>
    public Letter Write(int sender, int n, Random random)
    {
        int agent = sender % AgentCount;
        string from = Agents[agent];
        string body = $"s{sender}-n{n} {new string('x', random.Next(0, 600))}";
        string? id = sender % 4 == 0 ? $"own-{sender}-{n}" : null;
        if (n % 5 == 0)
        {
            int group = agent / 2;
            return new Letter(id, from, null, Group(group), body, [.. Members(group).Where(member => member != from)]);
        }

        string to = Agents[(agent + n + sender) % AgentCount];
        return new Letter(id, from, to, null, body, [to]);
    }

    /// <summary>All is done in the end; one message in ten is forgotten at first.</summary>
    public Verdict Judge(Received received, Random random) =>
        received.Attempt == 1 && random.Next(10) == 0 ? Verdict.Forget : Verdict.Acknowledge;

    private static string Group(int group) => $"group-{group}";

    // Every agent is in two groups or more; agents 0 and 1 begin group 0, 2 and 3 group 1, and so on.
    private IEnumerable<string> Members(int group) =>
        Enumerable.Range(0, GroupSize).Select(i => Agents[((2 * group) + i) % AgentCount]);
}
