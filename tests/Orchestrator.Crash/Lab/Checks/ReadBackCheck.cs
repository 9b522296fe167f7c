using System.Text.Json;
using Orchestrator.Crash.Lab.History;
using Orchestrator.Crash.Lab.Workload;

namespace Orchestrator.Crash.Lab.Checks;

/// <summary>What was acknowledged is read back through the API of a host that started after the last crash.</summary>
internal static class ReadBackCheck
{
    private const string Name = "read back";
    private const int PageSize = 500;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    public static async Task RunAsync(LabClient client, RoundHistory history, Findings findings)
    {
        Operation[] done = [.. history.Operations.Where(operation => operation.Outcome == Outcome.Acknowledged)];
        await CheckMessagesAsync(client, [.. done.Where(operation => operation.Kind == OperationKind.Send)], findings);
        foreach (Operation checkpoint in done.Where(operation => operation.Kind == OperationKind.TakeCheckpoint))
            await CheckSnapshotAsync(client, checkpoint, findings);
        foreach (IGrouping<string, Operation> session in history.Operations.Where(operation => operation.Kind is OperationKind.UpdateSession or OperationKind.CreateSession).GroupBy(operation => operation.Agent))
            await CheckSessionAsync(client, session, findings);
        foreach (Operation task in done.Where(operation => operation.Kind == OperationKind.CompleteTask))
            await CheckTaskAsync(client, task, findings);
    }

    private static async Task CheckMessagesAsync(LabClient client, Operation[] sends, Findings findings)
    {
        if (await LastPositionAsync(client, findings) is not { } position) return;
        foreach (IGrouping<string, Operation> conversation in sends.GroupBy(send => send.Json().GetProperty("conversationId").GetString()!))
        {
            Dictionary<long, (string Id, string Content)> transcript = [];
            for (int page = 1; ; page++)
            {
                (int status, string text) = await GetFreshAsync(client, $"/conversations/{conversation.Key}/messages?page={page}&pageSize={PageSize}&minPosition={position}");
                if (status != 200)
                {
                    findings.Add(Name, $"{conversation.Key} is answered with {status} {text}");
                    return;
                }

                JsonElement items = JsonElement.Parse(text).GetProperty("items");
                foreach (JsonElement message in items.EnumerateArray())
                    transcript[message.GetProperty("sequence").GetInt64()] = (message.GetProperty("id").GetString()!, message.GetProperty("content").ToString());
                if (items.GetArrayLength() < PageSize) break;
            }

            foreach (Operation send in conversation)
            {
                JsonElement told = send.Json();
                long sequence = told.GetProperty("sequence").GetInt64();
                if (!transcript.TryGetValue(sequence, out var found) || found != (told.GetProperty("id").GetString()!, send.Tag))
                    findings.Add(Name, $"{send.Tag} was acknowledged as {sequence} of {conversation.Key} at {send.Ended}; there is {found}");
            }
        }
    }

    // A machine that is full of hosts may keep the tables behind for longer than a query waits.
    private static async Task<(int Status, string Text)> GetFreshAsync(LabClient client, string path)
    {
        long began = TimeProvider.System.GetTimestamp();
        while (true)
        {
            (int Status, string Text) answer = await client.GetAsync(path);
            if (answer.Status != 503 || TimeProvider.System.GetElapsedTime(began) > Patience) return answer;
            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System);
        }
    }

    // Lists come from the tables, which may be some milliseconds behind what was acknowledged.
    private static async Task<long?> LastPositionAsync(LabClient client, Findings findings)
    {
        (int status, string text) = await client.GetAsync("/status");
        if (status == 200) return JsonElement.Parse(text).GetProperty("journal").GetProperty("lastPosition").GetInt64();
        findings.Add(Name, $"the status is answered with {status} {text}");
        return null;
    }

    private static async Task CheckSnapshotAsync(LabClient client, Operation checkpoint, Findings findings)
    {
        string id = checkpoint.Json().GetProperty("id").GetString()!;
        (int status, string text) = await client.GetAsync($"/checkpoints/{id}/snapshot");
        string due = JsonElement.Parse(checkpoint.Body!).GetProperty("snapshot").GetRawText();
        if (status != 200 || text != due) findings.Add(Name, $"the snapshot of {id} ({checkpoint.Tag}) is answered with {status} {text[..Math.Min(text.Length, 200)]}");
    }

    // Only its agent names a session, and one name after the other.
    private static async Task CheckSessionAsync(LabClient client, IEnumerable<Operation> names, Findings findings)
    {
        Operation[] ordered = [.. names.OrderBy(name => name.Number)];
        if (!ordered.Any(name => name.Outcome == Outcome.Acknowledged)) return;
        string session = $"session-{ordered[0].Agent}";
        (int status, string text) = await client.GetAsync($"/sessions/{session}");
        string? now = status == 200 ? JsonElement.Parse(text).GetProperty("name").GetString() : null;
        int last = Array.FindLastIndex(ordered, name => name is { Outcome: Outcome.Acknowledged, Attempts: 1 });
        bool isDue = ordered[Math.Max(last, 0)..].Any(name => name.Tag == now)
            || Array.Exists(ordered, name => name.Tag == now && (name.Attempts > 1 || name.Outcome == Outcome.Unknown));
        if (!isDue) findings.Add(Name, $"{session} is named {now} ({status}), its last acknowledged name is {ordered[Math.Max(last, 0)].Tag}");
    }

    private static async Task CheckTaskAsync(LabClient client, Operation completion, Findings findings)
    {
        string id = completion.Path.Split('/')[^2];
        (int status, string text) = await client.GetAsync($"/tasks/{id}");
        if (status != 200 || JsonElement.Parse(text).GetProperty("status").GetString() != "completed")
            findings.Add(Name, $"{id} was completed by {completion.Tag} at {completion.Ended}; it is answered with {status} {text}");
    }
}
