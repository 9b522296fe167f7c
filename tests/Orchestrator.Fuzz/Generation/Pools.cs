using FsCheck;
using FsCheck.Fluent;

namespace Orchestrator.Fuzz.Generation;

/// <summary>
/// Names that inputs share, so that one meets what another made. A field's name tells which kind it has, in the HTTP API's
/// spelling and in that of the MCP tools.
/// </summary>
internal static class Pools
{
    public static IReadOnlyList<string> Agents { get; } = Names("a", 6);

    public static IReadOnlyList<string> Sessions { get; } = Names("s", 10);

    public static IReadOnlyList<string> Tasks { get; } = Names("t", 12);

    public static IReadOnlyList<string> Boards { get; } = [.. Names("b", 3), "default", "s1", "s2"];

    public static IReadOnlyList<string> Conversations { get; } = Names("c", 6);

    public static IReadOnlyList<string> Messages { get; } = Names("m", 12);

    public static IReadOnlyList<string> Departments { get; } = Names("d", 6);

    public static IReadOnlyList<string> Leases { get; } = Names("l", 6);

    public static IReadOnlyList<string> Checkpoints { get; } = Names("k", 6);

    public static IReadOnlyList<string> Projects { get; } = ["/srv/p1", "/srv/p2", "C:\\work\\p3", "app"];

    public static IReadOnlyList<string> Patterns { get; } =
        ["src/**/*.cs", "README.md", "src", "src/a/b.cs", "**", "a/{b,c}/*.[ch]", "docs/", "app/[slug]/page.tsx", @"x\*y", "**/*.{ts,tsx}"];

    public static IReadOnlyList<string> Groups { get; } =
        ["team:blue", "team:red", "department:d1", "capability:csharp", "type:coder", "session:s1", "any-of:team:blue", "any-of:capability:csharp"];

    public static IReadOnlyList<string> Cursors { get; } = ["0", "1", "42", "42.1", "7.3", "9223372036854775807", "9223372036854775807.999999999"];

    public static IReadOnlyList<string> Scopes { get; } = ["agent:a1", "session:s1", "task:t1", "department:d1", "department:quality control"];

    private static readonly string[] Times =
        ["2026-01-31T12:00:00.000Z", "2099-12-31T23:59:59.999Z", "2100-01-01T00:00:00+14:00", "0001-01-01T00:00:00Z", "9999-12-31T23:59:59.9999999Z", "2026-02-30T12:00:00Z", "2026-01-31"];

    /// <summary>Values for a field; null when its name tells nothing.</summary>
    /// <param name="field">The field's name.</param>
    /// <param name="owner">What a field <c>id</c> is the id of, such as <c>sessions</c>.</param>
    public static Gen<string>? Of(string field, string owner)
    {
        string name = field.Replace("_", string.Empty, StringComparison.Ordinal).ToLowerInvariant();
        if (name == "id") name = owner;
        return name switch
        {
            "agentid" or "agent" or "from" or "assignee" or "mainagentid" or "captain" or "createdby" or "participant" or "participants"
                or "actedas" or "with" or "agents" => Gen.Frequency((1, Gen.Constant(Agents[0])), (1, Gen.Elements<string>(Agents))),
            "to" or "recipients" => Gen.Frequency((3, Gen.Elements<string>(Agents)), (1, Gen.Elements<string>(Groups))),
            "sessionid" or "session" or "sessions" => Gen.Elements<string>(Sessions),
            "taskid" or "task" or "tasks" or "dependencies" or "dependson" or "currenttask" => Gen.Elements<string>(Tasks),
            "parentid" => Gen.Elements(Tasks.Concat(Agents)),
            "board" => Gen.Elements<string>(Boards),
            "conversationid" or "conversations" or "threadid" => Gen.Elements<string>(Conversations),
            "messageid" or "messages" or "responseto" or "parentmessageid" => Gen.Elements<string>(Messages),
            "departments" or "departmentid" or "department" => Gen.Elements<string>(Departments),
            "leaseid" or "fileleases" => Gen.Elements<string>(Leases),
            "checkpointid" or "checkpoints" => Gen.Elements<string>(Checkpoints),
            "project" or "projectpath" or "workspace" or "workspacepath" => Gen.Elements<string>(Projects),
            "patterns" or "paths" or "path" or "files" => Gen.Elements<string>(Patterns),
            "team" => Gen.Elements("blue", "red"),
            "capabilities" or "requiredcapabilities" => Gen.Elements("csharp", "review", "sql"),
            "after" or "lasteventid" or "cursor" => Gen.Elements<string>(Cursors),
            "scope" => Gen.Elements<string>(Scopes),
            "between" => Gen.Elements("a1,a2", "a1", "a1,a1", ",", "a1,a2,a3"),
            "orderby" => Gen.Elements("createdAt", "createdAt desc", "-createdAt", "name asc", "timestamp desc,id"),
            "kinds" or "kind" => Gen.Elements("message", "task", "session", "message,task", "checkpoint", "agent"),
            "by" => Gen.Elements("day", "model", "day,model", "agent", "session,day"),
            "types" => Gen.Elements("message-sent", "task-completed", "message-sent,task-completed", "no-such"),
            "expiresat" or "responsedeadline" or "timestamp" or "retentionexpiresat" or "before" => Gen.Elements(Times),
            _ => null,
        };
    }

    private static string[] Names(string prefix, int count) => [.. Enumerable.Range(1, count).Select(n => $"{prefix}{n}")];
}
