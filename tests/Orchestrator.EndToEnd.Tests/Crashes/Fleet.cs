using Orchestrator.EndToEnd.Tests.Support;

namespace Orchestrator.EndToEnd.Tests.Crashes;

/// <summary>
/// Fifty agents with 10,000 messages: most are work, some of it given back, failed or forgotten at first; some are
/// poison, which nobody ever gets done, and some are late, of no use after a few seconds.
/// </summary>
internal sealed class Fleet : ILoad
{
    public const string Work = "work";
    public const string Poison = "poison";
    public const string Late = "late";

    private const int AgentCount = 50;
    private const int Neighbours = 7;

    public IReadOnlyList<string> Agents { get; } = [.. Enumerable.Range(0, AgentCount).Select(i => $"agent-{i}")];

    public int Senders => AgentCount;

    public int MessagesEach => 200;

    /// <summary>What a message is, by its body.</summary>
    public static string KindOf(string body) => body[..body.IndexOf(' ', StringComparison.Ordinal)];

    public async Task CreateAsync(Api api)
    {
        foreach (string agent in Agents) await api.PostAsync("/agents", new { id = agent, name = agent, type = "load" });
    }

    public Letter Write(int sender, int n, Random random)
    {
        string to = Agents[(sender + 1 + (n % Neighbours)) % AgentCount];
        string kind = random.Next(100) switch
        {
            < 3 => Poison,
            < 8 => Late,
            _ => Work,
        };
        return new Letter(n % 3 == 0 ? $"own-{sender}-{n}" : null, Agents[sender], to, null, $"{kind} s{sender}-n{n}", [to])
        {
            MaxRetries = kind == Poison ? 1 : Letter.ManyRetries,
            ExpiresAt = kind == Late ? TimeProvider.System.GetUtcNow().AddMilliseconds(random.Next(1_000, 4_000)) : null,
        };
    }

    public Verdict Judge(Received received, Random random) => (KindOf(received.Body), received.Attempt, random.Next(100)) switch
    {
        (Poison, _, < 50) => Verdict.Return,
        (Poison, _, _) => Verdict.Forget,
        (Late, _, < 30) => Verdict.Acknowledge,
        (Late, _, _) => Verdict.Forget,
        (_, 1, < 6) => Verdict.Return,
        (_, 1, < 10) => Verdict.Fail,
        (_, 1, < 18) => Verdict.Forget,
        (_, _, < 5) => Verdict.Return,
        _ => Verdict.Acknowledge,
    };
}
