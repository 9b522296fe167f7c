using System.Text.Json;
using Orchestrator.Crash.Lab.History;

namespace Orchestrator.Crash.Lab.Workload;

/// <summary>
/// Makes an agent's requests. Each names its operation's tag where the event that it causes will have it, so the journal tells
/// how many times it was done.
/// </summary>
internal sealed class Requests(string agent, Random random, RoundHistory history)
{
    /// <summary>All tasks stand on one board, so that agents are after the same ones.</summary>
    public const string Board = "lab";

    /// <summary>All files are of one project.</summary>
    public const string Project = "/lab";

    private static readonly string[] Capabilities = ["work"];

    public string Session => $"session-{agent}";

    public Operation Register() => Make(OperationKind.Register, HttpMethod.Post, "/agents", tag => new
    {
        id = agent,
        name = agent,
        type = "worker",
        team = "red",
        department = "lab",
        capabilities = Capabilities,
        currentFocus = tag,
    });

    public Operation CreateSession() => Make(OperationKind.CreateSession, HttpMethod.Post, "/sessions", tag => new { id = Session, name = tag });

    public Operation Send(object to) => Make(OperationKind.Send, HttpMethod.Post, "/messages", tag => new
    {
        from = agent,
        to,
        type = "notification",
        content = tag,
        maxRetries = 100,
        context = new { filler = Filler(random.Next(16) == 0 ? 6_000 : 100) },
    });

    public Operation Receive() => new(
        history.NextNumber(), OperationKind.Receive, agent, HttpMethod.Get, $"/agents/{agent}/inbox?max={random.Next(1, 6)}&lease=600", body: null, key: null);

    public Operation Acknowledge(string message) => Make(OperationKind.Acknowledge, HttpMethod.Post, $"/agents/{agent}/inbox/{message}/ack", _ => null);

    public Operation Return(string message) =>
        Make(OperationKind.Return, HttpMethod.Post, $"/agents/{agent}/inbox/{message}/nack", tag => new { reason = tag, delaySeconds = 0 });

    public Operation Fail(string message) => Make(OperationKind.Fail, HttpMethod.Post, $"/agents/{agent}/inbox/{message}/fail", tag => new { reason = tag });

    public Operation Heartbeat() => Make(OperationKind.Heartbeat, HttpMethod.Post, $"/agents/{agent}/heartbeat", _ => new { status = "busy" });

    public Operation CreateTask() => Make(OperationKind.CreateTask, HttpMethod.Post, "/tasks", tag => new { title = tag, board = Board });

    public Operation ClaimTask() =>
        Make(OperationKind.ClaimTask, HttpMethod.Post, "/tasks:claim-next", _ => new { agentId = agent, board = Board, leaseSeconds = 3_600 });

    public Operation CompleteTask(string task) =>
        Make(OperationKind.CompleteTask, HttpMethod.Post, $"/tasks/{task}/complete", tag => new { agentId = agent, result = tag });

    public Operation ReleaseTask(string task) =>
        Make(OperationKind.ReleaseTask, HttpMethod.Post, $"/tasks/{task}/release", tag => new { agentId = agent, reason = tag });

    public Operation ReserveFiles(string pattern, string mode) => Make(OperationKind.ReserveFiles, HttpMethod.Post, "/file-leases", tag => new
    {
        project = Project,
        agentId = agent,
        mode,
        patterns = new[] { pattern },
        reason = tag,
    });

    public Operation ReleaseFiles(string lease) =>
        Make(OperationKind.ReleaseFiles, HttpMethod.Post, $"/file-leases/{lease}/release", tag => new { agentId = agent, reason = tag });

    public Operation TakeCheckpoint() => Make(OperationKind.TakeCheckpoint, HttpMethod.Post, $"/sessions/{Session}/checkpoints", tag => new
    {
        name = tag,
        snapshot = new { tag, filler = Filler(random.Next(4) == 0 ? 40_000 : 300) },
    });

    public Operation Transact(string to) => Make(OperationKind.Transact, HttpMethod.Post, "/transactions", tag => new
    {
        commands = new object[]
        {
            new { command = "send-message", body = new { from = agent, to, type = "notification", content = tag, maxRetries = 100 } },
            new { command = "create-task", body = new { title = tag, board = Board } },
            new { command = "log-session-event", sessionId = Session, body = new { eventType = "lab", eventData = new { tag } } },
        },
    });

    public Operation UpdateSession() => Make(OperationKind.UpdateSession, HttpMethod.Patch, $"/sessions/{Session}", tag => new { name = tag });

    public Operation ReportUsage() => Make(OperationKind.ReportUsage, HttpMethod.Post, "/usage", tag => new { agentId = agent, model = tag, inputTokens = 1, outputTokens = 2 });

    private Operation Make(OperationKind kind, HttpMethod method, string path, Func<string, object?> body)
    {
        int number = history.NextNumber();
        object? content = body(Operation.TagOf(number));

        // Agents of all kinds are there: most repeat under a key, some do not know what one is.
        bool isKeyed = random.Next(10) < 7;
        return new Operation(
            number, kind, agent, method, path, content is null ? null : JsonSerializer.Serialize(content), isKeyed ? $"key-{Guid.NewGuid():N}" : null);
    }

    private string Filler(int most) => new((char)('a' + random.Next(26)), random.Next(most));
}
