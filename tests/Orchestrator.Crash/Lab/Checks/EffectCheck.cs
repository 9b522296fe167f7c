using Orchestrator.Crash.Lab.History;

namespace Orchestrator.Crash.Lab.Checks;

/// <summary>
/// No acknowledged operation is lost, none has a second effect, what was refused has none, and of what was not answered there is
/// all or nothing.
/// </summary>
internal static class EffectCheck
{
    private const string Name = "effects";

    private static readonly string[] Ends = ["messages-returned", "messages-failed", "messages-dead-lettered"];

    public static void Run(RoundHistory history, JournalFacts journal, Findings findings)
    {
        foreach (Operation operation in history.Operations)
        {
            string[] effects = EffectsOf(operation.Kind);
            if (effects.Length == 0) continue;
            int[] counts = [.. effects.Select(effect => journal.Count(effect, operation.Number))];
            if (IsWrong(operation, counts, journal))
            {
                findings.Add(Name, $"{operation.Tag} ({operation.Kind} by {operation.Agent}, {operation.Outcome} {operation.Status}, sent {operation.Attempts} times, key {operation.Key ?? "none"}) "
                    + $"has {string.Join(", ", effects.Zip(counts, (effect, count) => $"{count} {effect}"))}; at {operation.Begun} to {operation.Ended}: {operation.Reply}");
            }
        }

        CheckIds(history, journal, findings);
    }

    private static bool IsWrong(Operation operation, int[] counts, JournalFacts journal) => operation.Outcome switch
    {
        Outcome.Acknowledged when IsHarmlessWhenLate(operation.Kind) => counts.Any(count => count > 1),
        Outcome.Acknowledged => counts.Any(count => count > 1) || (counts.Contains(0) && !WasSoBefore(operation, journal)),
        Outcome.Refused => counts.Any(count => count != 0),
        _ => counts.Any(count => count > 1) || counts.Distinct().Count() > 1,
    };

    // What was asked for was so already, by another operation whose own answer may have been lost: then that one's event is there.
    private static bool WasSoBefore(Operation operation, JournalFacts journal) => operation.Kind switch
    {
        OperationKind.Return or OperationKind.Fail => journal.Events(Ends).Any(found =>
            found.Event.GetProperty("messages").EnumerateArray().Any(message => message.GetString() == operation.Path.Split('/')[^2])),
        OperationKind.CompleteTask => operation.Json() is var task && task.GetProperty("result").ToString() != operation.Tag
            && journal.Events("task-completed").Any(found => found.Event.GetProperty("taskId").GetString() == task.GetProperty("id").GetString()),
        _ => false,
    };

    // A lease that ended is given back without an event.
    private static bool IsHarmlessWhenLate(OperationKind kind) => kind == OperationKind.ReleaseFiles;

    private static string[] EffectsOf(OperationKind kind) => kind switch
    {
        OperationKind.Register => ["agent-registered"],
        OperationKind.CreateSession => ["session-created"],
        OperationKind.Send => ["message-sent"],
        OperationKind.Return => ["messages-returned"],
        OperationKind.Fail => ["messages-failed"],
        OperationKind.CreateTask => ["task-created"],
        OperationKind.CompleteTask => ["task-completed"],
        OperationKind.ReleaseTask => ["task-returned"],
        OperationKind.ReserveFiles => ["files-reserved"],
        OperationKind.ReleaseFiles => ["file-lease-released"],
        OperationKind.TakeCheckpoint => ["checkpoint-taken", "checkpoint-created"],
        OperationKind.Transact => ["message-sent", "task-created", "session-event-logged", "transaction-committed"],
        OperationKind.UpdateSession => ["session-updated"],
        OperationKind.ReportUsage => ["usage-reported"],
        _ => [],
    };

    // What is named by an id that came with the answer.
    private static void CheckIds(RoundHistory history, JournalFacts journal, Findings findings)
    {
        HashSet<(string Agent, string Message)> acknowledged =
        [
            .. journal.Events("messages-acknowledged").SelectMany(found => found.Event.GetProperty("messages").EnumerateArray().Select(message =>
                (found.Event.TryGetProperty("by", out var by) ? by.GetString()! : found.Row.Grain["mailbox/".Length..], message.GetString()!))),
        ];
        // Of what any of a group may do: who lost its turn is told that it is done, by whomever.
        HashSet<string> shared =
        [
            .. journal.Events("messages-acknowledged").Where(found => found.Event.TryGetProperty("by", out _))
                .SelectMany(found => found.Event.GetProperty("messages").EnumerateArray().Select(message => message.GetString()!)),
        ];
        Dictionary<(string Task, string Agent), int> claims = journal.Events("task-claimed")
            .CountBy(found => (found.Event.GetProperty("taskId").GetString()!, found.Event.GetProperty("agentId").GetString()!))
            .ToDictionary();
        foreach (Operation operation in history.Operations.Where(operation => operation.Outcome == Outcome.Acknowledged))
        {
            if (operation.Kind == OperationKind.Acknowledge && operation.Path.Split('/')[^2] is var message
                && !acknowledged.Contains((operation.Agent, message)) && !shared.Contains(message))
                findings.Add(Name, $"{operation.Tag}: {operation.Path} was answered at {operation.Ended}, but is not in the journal");
            if (operation.Kind != OperationKind.ClaimTask || operation.Status != 200) continue;
            var claim = (operation.Json().GetProperty("id").GetString()!, operation.Agent);
            if (claims.GetValueOrDefault(claim) == 0) findings.Add(Name, $"{operation.Tag}: the claim of {claim} at {operation.Ended} is not in the journal, or was answered more often");
            else claims[claim]--;
        }
    }
}
