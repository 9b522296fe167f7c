using System.Text.Json;
using Orchestrator.EndToEnd.Tests.Support;

namespace Orchestrator.EndToEnd.Tests.Crashes;

/// <summary>A message as it stands in a transcript.</summary>
internal sealed record Line(string Id, long Sequence, string From, string? To, string Body);

/// <summary>All conversations, read over HTTP page by page.</summary>
internal static class Transcripts
{
    public static async Task<IReadOnlyDictionary<string, IReadOnlyList<Line>>> ReadAsync(Api api)
    {
        var transcripts = new Dictionary<string, IReadOnlyList<Line>>(StringComparer.Ordinal);
        await foreach (JsonElement conversation in PagesAsync(api, "/conversations"))
        {
            string id = conversation.GetProperty("id").GetString()!;
            List<Line> lines = [];
            await foreach (JsonElement message in PagesAsync(api, $"/conversations/{id}/messages"))
            {
                lines.Add(new Line(
                    message.GetProperty("id").GetString()!,
                    message.GetProperty("sequence").GetInt64(),
                    message.GetProperty("from").GetString()!,
                    message.GetProperty("to").GetString(),
                    message.GetProperty("content").GetString()!));
            }

            Assert.Equal(conversation.GetProperty("messageCount").GetInt64(), lines.Count);
            transcripts[id] = lines;
        }

        return transcripts;
    }

    private static async IAsyncEnumerable<JsonElement> PagesAsync(Api api, string path)
    {
        for (int page = 1; ; page++)
        {
            Answer answer = await api.QueryAsync($"{path}?page={page}&pageSize=500");
            foreach (JsonElement item in answer.Items) yield return item;
            if (answer.Items.Count < 500) yield break;
        }
    }
}
