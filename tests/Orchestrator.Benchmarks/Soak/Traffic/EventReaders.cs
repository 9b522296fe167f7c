namespace Orchestrator.Benchmarks.Soak.Traffic;

/// <summary>Readers of server-sent events that come, read for a while and go without a word; every other one goes on where it was.</summary>
internal sealed class EventReaders(SoakHttp http, Observed observed)
{
    public const int Count = 8;

    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);

    public async Task ReadAsync(int slot, CancellationToken stop)
    {
        string? last = null;
        byte[] buffer = new byte[16 * 1024];
        for (int round = slot; !stop.IsCancellationRequested; round++)
        {
            using var leaves = CancellationTokenSource.CreateLinkedTokenSource(stop);
            leaves.CancelAfter(Longest * (0.1 + (0.9 * Random.Shared.NextDouble())));
            using var request = new HttpRequestMessage(HttpMethod.Get, slot % 2 == 0 ? "/api/v1/events" : $"/api/v1/events?agent={Fleet.Name(round % Fleet.Agents)}");
            if (last is not null && round % 2 == 0) request.Headers.Add("Last-Event-ID", last);
            observed.Request();
            try
            {
                using HttpResponseMessage answer = await http.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, leaves.Token);
                if (!answer.IsSuccessStatusCode)
                {
                    observed.Failure($"GET /events: {(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync(leaves.Token)}");
                    continue;
                }

                await using Stream events = await answer.Content.ReadAsStreamAsync(leaves.Token);
                while (await events.ReadAsync(buffer, leaves.Token) is > 0 and int length)
                    last = LastId(System.Text.Encoding.ASCII.GetString(buffer, 0, length)) ?? last;
            }
            catch (OperationCanceledException) when (leaves.IsCancellationRequested)
            {
                // It went.
            }
            catch (Exception error) when (error is HttpRequestException or IOException)
            {
                observed.Failure($"GET /events: {error.Message}");
            }
        }
    }

    // A whole line only: one that the buffer cuts is another id.
    private static string? LastId(string text)
    {
        int at = text.LastIndexOf("\nid: ", StringComparison.Ordinal);
        int end = at < 0 ? -1 : text.IndexOf('\n', at + 1);
        return end < 0 ? null : text[(at + 5)..end].TrimEnd('\r');
    }
}
