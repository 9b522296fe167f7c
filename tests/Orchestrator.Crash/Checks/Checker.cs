using System.Text.Json;
using Orchestrator.Crash.Load;

namespace Orchestrator.Crash.Checks;

/// <summary>What a checker found.</summary>
/// <param name="Messages">How many messages stand in the transcripts.</param>
/// <param name="Redelivered">How many receipts were not the first of their message.</param>
/// <param name="Violations">What must not be; empty is good.</param>
internal sealed record Verdict(int Messages, int Redelivered, IReadOnlyList<string> Violations);

/// <summary>Compares what the agents were told with what the cluster says afterwards, on every gateway.</summary>
/// <param name="http">The way to the cluster.</param>
/// <param name="history">What the agents were told.</param>
/// <param name="gateways">How many gateways there are.</param>
internal sealed class Checker(ClusterHttp http, History history, int gateways)
{
    private const int PageSize = 500;
    private const int MostShown = 20;

    private readonly List<string> _violations = [];

    /// <summary>Checks everything. The agents must have stopped sending.</summary>
    public async Task<Verdict> CheckAsync(CancellationToken stop)
    {
        _violations.AddRange(history.Violations);
        Dictionary<string, List<Line>> first = await ReadAsync(0, stop);
        for (int gateway = 1; gateway < gateways; gateway++) Compare(first, await ReadAsync(gateway, stop), gateway);
        CheckTranscripts(first);
        CheckReceipts(first);
        for (int gateway = 0; gateway < gateways; gateway++) await CheckTablesAsync(gateway, first.Values.Sum(lines => lines.Count), stop);
        int redelivered = history.Receipts.Count - history.Receipts.Select(receipt => (receipt.Agent, receipt.Id)).Distinct().Count();
        return new Verdict(first.Values.Sum(lines => lines.Count), redelivered, [.. _violations.Take(MostShown)]);
    }

    // Each acknowledged send stands once, where its sender was told; each sender's messages in its order, without a gap.
    private void CheckTranscripts(Dictionary<string, List<Line>> transcripts)
    {
        foreach ((string conversation, List<Line> lines) in transcripts)
        {
            for (int i = 0; i < lines.Count; i++)
            {
                if (lines[i].Sequence != i + 1) Violated($"{conversation} has {lines[i].Sequence} at place {i + 1}");
            }
        }

        foreach (IGrouping<string, Line> same in transcripts.Values.SelectMany(lines => lines).GroupBy(line => line.Content).Where(same => same.Count() > 1))
            Violated($"'{same.Key}' stands {same.Count()} times");
        foreach (Sent sent in history.Sends)
        {
            Line? line = transcripts.TryGetValue(sent.Conversation, out List<Line>? lines) && sent.Sequence <= lines.Count
                ? lines[(int)sent.Sequence - 1]
                : null;
            if (line != new Line(sent.Id, sent.Sequence, $"{sent.From} {sent.Number}")) Violated($"lost: '{sent.From} {sent.Number}' ({sent.Id}), acknowledged at {sent.Answered}; there is {line}");
        }

        foreach (IGrouping<(string, int), Sent> row in history.Sends.GroupBy(sent => (sent.Conversation, sent.From)))
        {
            if (!row.OrderBy(sent => sent.Number).Select(sent => sent.Sequence).SequenceEqual(row.Select(sent => sent.Sequence).Order()))
                Violated($"the messages of {row.Key.Item2} in {row.Key.Item1} are not in its order");
        }
    }

    // Everything was received, in the order of its conversation at first, and again only as a redelivery.
    private void CheckReceipts(Dictionary<string, List<Line>> transcripts)
    {
        HashSet<string> received = [.. history.Receipts.Select(receipt => receipt.Id)];
        foreach (Line line in transcripts.Values.SelectMany(lines => lines).Where(line => !received.Contains(line.Id))) Violated($"never received: '{line.Content}' ({line.Id})");
        foreach (IGrouping<(int, string), Receipt> row in history.Receipts.GroupBy(receipt => (receipt.Agent, receipt.Conversation)))
        {
            long newest = 0;
            foreach (Receipt receipt in row.DistinctBy(receipt => receipt.Id))
            {
                // An attempt that was lost with its answer hides the first; what is handed out for the first time is in order.
                if (receipt.Attempt > 1) continue;
                if (receipt.Sequence < newest) Violated($"{AgentFleet.Name(row.Key.Item1)} got {receipt.Sequence} of {receipt.Conversation} after {newest}");
                newest = Math.Max(newest, receipt.Sequence);
            }
        }

        foreach (IGrouping<(int, string, int), Receipt> same in history.Receipts.GroupBy(receipt => (receipt.Agent, receipt.Id, receipt.Attempt)).Where(same => same.Count() > 1))
            Violated($"{AgentFleet.Name(same.Key.Item1)} got {same.Key.Item2} {same.Count()} times as attempt {same.Key.Item3}");
    }

    private async Task CheckTablesAsync(int gateway, int messages, CancellationToken stop)
    {
        foreach ((string state, long count) in await Deliveries.CountAsync(http, gateway, stop))
        {
            if (state != Deliveries.Acknowledged) Violated($"gateway {gateway + 1} has {count} deliveries that are {state}");
            else if (count != messages) Violated($"gateway {gateway + 1} counts {count} deliveries, its transcripts have {messages} messages");
        }
    }

    private async Task<Dictionary<string, List<Line>>> ReadAsync(int gateway, CancellationToken stop)
    {
        var transcripts = new Dictionary<string, List<Line>>(StringComparer.Ordinal);
        foreach (JsonElement conversation in await ReadAllAsync(gateway, "/conversations", stop))
        {
            string id = conversation.GetProperty("id").GetString()!;
            transcripts[id] =
            [
                .. (await ReadAllAsync(gateway, $"/conversations/{id}/messages", stop)).Select(message => new Line(
                    message.GetProperty("id").GetString()!,
                    message.GetProperty("sequence").GetInt64(),
                    message.GetProperty("content").GetString()!)),
            ];
        }

        return transcripts;
    }

    private async Task<List<JsonElement>> ReadAllAsync(int gateway, string path, CancellationToken stop)
    {
        List<JsonElement> all = [];
        for (int page = 1; ; page++)
        {
            JsonElement items = (await http.GetAsync(gateway, $"{path}?page={page}&pageSize={PageSize}", stop)).GetProperty("items");
            all.AddRange(items.EnumerateArray());
            if (items.GetArrayLength() < PageSize) return all;
        }
    }

    private void Compare(Dictionary<string, List<Line>> one, Dictionary<string, List<Line>> other, int gateway)
    {
        foreach (string conversation in one.Keys.Union(other.Keys, StringComparer.Ordinal))
        {
            if (!one.GetValueOrDefault(conversation, []).SequenceEqual(other.GetValueOrDefault(conversation, [])))
                Violated($"gateway {gateway + 1} has another transcript of {conversation} than gateway 1");
        }
    }

    private void Violated(string what) => _violations.Add(what);

    private sealed record Line(string Id, long Sequence, string Content);
}
