using System.Text.Json;

namespace Orchestrator.Fuzz.Http;

/// <summary>Requests that make what an operation is about, so that it is not refused for its absence: a task that is claimed, a message that is leased.</summary>
internal static class Leads
{
    /// <summary>The requests for an operation.</summary>
    /// <param name="operation">The operation.</param>
    /// <param name="name">The id of what they make; its path's <c>id</c>, and <c>messageId</c>, is meant to be it. Agents are <c>a1</c> and <c>a2</c>.</param>
    public static IReadOnlyList<HttpInput> Of(ApiOperation operation, string name) => [.. Made(operation, name)];

    /// <summary>Which parameter of the path names what they make.</summary>
    public static bool IsNamed(ApiOperation operation, string parameter) =>
        parameter == "messageId" || (parameter == "id" && !operation.Path.Contains("/inbox", StringComparison.Ordinal) && !operation.Path.Contains("/dead-letters", StringComparison.Ordinal));

    /// <summary>A valid request.</summary>
    public static HttpInput Valid(string method, string path, object? body) => new()
    {
        Operation = "lead",
        Method = method,
        Target = $"/api/v1{path}",
        Headers = body is null ? [] : [new("Content-Type", "application/json")],
        Body = body is null ? null : JsonSerializer.SerializeToUtf8Bytes(body),
    };

    private static IEnumerable<HttpInput> Made(ApiOperation operation, string name)
    {
        switch (operation.PathOwner)
        {
            case "sessions" when operation.Path.Contains("{id}", StringComparison.Ordinal):
                yield return Valid("POST", "/sessions", new { id = name, type = "director", name });
                break;
            case "agents" when operation.Path.Contains("{messageId}", StringComparison.Ordinal):
                // Its inbox is emptied first: a lease takes what has waited longest.
                string agent = name[^1] % 2 == 0 ? "a1" : "a2";
                yield return Valid("GET", $"/agents/{agent}/inbox?max=100&lease=2", null);
                yield return Valid("POST", "/messages", new { id = name, from = "a3", to = agent, content = name });
                yield return Valid("GET", $"/agents/{agent}/inbox?max=100&lease=2", null);
                if (operation.Id == "requeueMessage") yield return Valid("POST", $"/agents/{agent}/inbox/{name}/fail", new { reason = "broken" });
                break;
            case "agents" when operation.Path.Contains("{id}", StringComparison.Ordinal) && operation.Id != "receiveMessages":
                yield return Valid("POST", "/agents", new { id = name, name, type = "coder", team = "red" });
                break;
            case "messages" when operation.Path.Contains("{id}", StringComparison.Ordinal):
                yield return Valid("POST", "/messages", new { id = name, from = "a1", to = "a2", content = name });
                break;
            case "tasks" when operation.Path.Contains("{id}", StringComparison.Ordinal):
                yield return Valid("POST", "/tasks", new { id = name, title = name, board = "b1" });
                if (operation.Id is "claimTask" or "startTask" or "assignTask" or "updateTask" or "cancelTask") break;
                yield return Valid("POST", $"/tasks/{name}/claim", new { agentId = "a1", leaseSeconds = 30 });
                if (operation.Id == "retryTask") yield return Valid("POST", $"/tasks/{name}/fail", new { agentId = "a1", reason = "broken" });
                if (operation.Id == "unblockTask") yield return Valid("POST", $"/tasks/{name}/block", new { agentId = "a1", reason = "waits" });
                break;
            case "fileleases" when operation.Path.Contains("{id}", StringComparison.Ordinal):
                yield return Valid("POST", "/file-leases", new { id = name, project = "/srv/p1", agentId = "a1", patterns = new[] { $"made/{name}/**" }, ttlSeconds = 30 });
                break;
            case "checkpoints" when operation.Path.Contains("{id}", StringComparison.Ordinal):
                yield return Valid("POST", "/sessions/s1/checkpoints", new { id = name, name, snapshot = new { name } });
                break;
            case "conversations" when operation.Path.Contains("{id}", StringComparison.Ordinal):
                yield return Valid("POST", "/conversations", new { id = name, title = name, participants = new[] { new { agentId = "a1" }, new { agentId = "a2" } }, createdBy = "a1" });
                if (operation.Path.Contains("{messageId}", StringComparison.Ordinal) || operation.Id == "markRead")
                    yield return Valid("POST", $"/conversations/{name}/messages", new { id = name, from = "a1", content = name });
                break;
            case "departments":
                yield return Valid("POST", "/sessions/s1/departments", new { id = name, name, domain = "quality" });
                break;
        }
    }
}
