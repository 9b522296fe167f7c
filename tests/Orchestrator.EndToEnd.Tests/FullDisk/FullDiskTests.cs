using System.Net;
using System.Text.Json;
using Orchestrator.EndToEnd.Tests.Support;
using Orchestrator.Testing;

namespace Orchestrator.EndToEnd.Tests.FullDisk;

/// <summary>A host whose data folder is on a real disk that gets full, and gets room again.</summary>
[Collection(HeavyTests.Name)]
public sealed class FullDiskTests : IDisposable
{
    private const int DiskMebibytes = 768;

    // Under the limit of 256 KiB for one JSON value.
    private static readonly string Large = new('x', 200_000);

    private readonly SmallDisk _disk = SmallDisk.Mount(DiskMebibytes);
    private readonly List<string> _acknowledged = [];
    private readonly HashSet<string> _received = [];
    private readonly int _port = Ports.Free();
    private int _sent;

    public void Dispose() => _disk.Dispose();

    [Fact]
    public async Task Commands_are_unavailable_reads_go_on_and_service_resumes_by_itself()
    {
        await using HostProcess host = await HostProcess.StartAsync(_disk.Data, _port);
        var api = new Api(host);
        await PrepareAsync(api);
        Answer refusal = await FillAsync(api);

        Assert.Equal((HttpStatusCode.ServiceUnavailable, "unavailable", "application/problem+json"), (refusal.Status, refusal.Text("code"), refusal.MediaType));
        await AssertCommandsAreRefusedAsync(api);
        await AssertReadsGoOnAsync(host, api);

        _disk.MakeRoom();
        await Eventually.IsTrueAsync(() => TrySendAsync(api, "small"), "a message is accepted again");
        await api.PostAsync("/sessions", new { id = "after", name = "after" });
        await Eventually.IsTrueAsync(() => IsReadyAsync(host), "the host is ready again");
        await AssertAllThereAsync(api);
        Assert.Equal(0, (await host.TerminateAsync()).ExitCode);

        await using HostProcess again = await HostProcess.StartAsync(_disk.Data, _port);
        await AssertAllThereAsync(new Api(again));
    }

    [Fact]
    public async Task A_host_stopped_or_killed_on_a_full_disk_has_everything_once_there_is_room()
    {
        foreach (string signal in (string[])["TERM", "KILL"])
        {
            await using (HostProcess host = await HostProcess.StartAsync(_disk.Data, _port))
            {
                var api = new Api(host);
                if (signal == "TERM") await PrepareAsync(api);
                await FillAsync(api);
                if (signal == "TERM")
                {
                    (int code, TimeSpan took) = await host.TerminateAsync(signal).WaitAsync(TimeSpan.FromSeconds(15));
                    Assert.Equal(0, code);
                    Assert.InRange(took, TimeSpan.Zero, TimeSpan.FromSeconds(10));
                }
                else
                {
                    await host.KillAsync();
                }
            }

            await AssertStartsOrRefusesClearlyAsync();
            _disk.MakeRoom();
        }

        await using HostProcess again = await HostProcess.StartAsync(_disk.Data, _port);
        await AssertAllThereAsync(new Api(again));
        Assert.True(await TrySendAsync(new Api(again), "small"));
    }

    private async Task PrepareAsync(Api api)
    {
        await api.PostAsync("/sessions", new { id = "before", name = "before the disk was full" });
        await api.PostAsync("/agents", new { id = "reader", name = "reader" });
        await api.PostAsync("/agents/reader/heartbeat", new { status = "busy" });
        Assert.True(await TrySendAsync(api, "small"));
        await api.QueryAsync("/messages");
    }

    // First all room of the disk, then what the write-ahead log has reserved.
    private async Task<Answer> FillAsync(Api api)
    {
        _disk.Fill();
        for (int i = 0; i < 1_000; i++)
        {
            Answer answer = await SendAsync(api, Large);
            if (!answer.Succeeded) return answer;
        }

        throw new InvalidOperationException($"200 MB went to a disk that is full; it has {_disk.FreeBytes} bytes free");
    }

    private async Task AssertCommandsAreRefusedAsync(Api api)
    {
        (HttpMethod Method, string Path, object? Body)[] commands =
        [
            (HttpMethod.Post, "/sessions", new { name = "refused", workspace = Large[..4_000] }),
            (HttpMethod.Patch, "/sessions/before", new { metadata = new { text = Large } }),
            (HttpMethod.Post, "/sessions/before/events", new { eventType = "refused", eventData = new { text = Large } }),
        ];
        foreach ((HttpMethod method, string path, object? body) in commands)
        {
            // What is small may still fit into the log; then it is on disk, and that is right too.
            Answer answer = await api.SendAsync(method, path, body);
            if (!answer.Succeeded) Assert.Equal((HttpStatusCode.ServiceUnavailable, "unavailable"), (answer.Status, answer.Text("code")));
        }

        Answer large = await SendAsync(api, Large);
        Assert.Equal((HttpStatusCode.ServiceUnavailable, "unavailable"), (large.Status, large.Text("code")));
    }

    private async Task AssertReadsGoOnAsync(HostProcess host, Api api)
    {
        Assert.Equal("before the disk was full", (await api.GetAsync("/sessions/before")).GetProperty("name").GetString());
        Assert.Equal("busy", (await api.GetAsync("/agents/reader")).GetProperty("status").GetString());
        Assert.NotEmpty((await api.GetAsync("/sessions")).GetProperty("items").EnumerateArray());
        Assert.NotEmpty((await api.GetAsync("/messages")).GetProperty("items").EnumerateArray());
        Assert.NotEmpty((await api.GetAsync("/journal?limit=5")).GetProperty("items").EnumerateArray());
        Assert.NotEmpty((await api.GetAsync("/search?q=full")).GetProperty("items").EnumerateArray());
        using HttpResponseMessage alive = await host.Http.GetAsync(new Uri(host.Url, "/healthz"));
        Assert.Equal(HttpStatusCode.OK, alive.StatusCode);
    }

    private async Task AssertStartsOrRefusesClearlyAsync()
    {
        await using ChildProgram host = ChildProgram.StartHost(_disk.Data, _port);
        using var http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{_port}") };
        await Eventually.IsTrueAsync(async () => host.HasExited || await IsAliveAsync(http), "the host serves, or ends");
        if (host.HasExited)
        {
            Ended ended = await host.EndAsync();
            Assert.Equal(1, ended.ExitCode);
            Assert.Contains("can't start", Assert.Single(ended.ErrorLines), StringComparison.Ordinal);
            return;
        }

        Assert.Equal("before the disk was full", (await new Api(http).GetAsync("/sessions/before")).GetProperty("name").GetString());
        await host.SignalAsync("TERM");
        Assert.Equal(0, (await host.EndAsync(TimeSpan.FromSeconds(15))).ExitCode);
    }

    private async Task AssertAllThereAsync(Api api)
    {
        await Eventually.IsTrueAsync(
            async () => (await api.GetAsync("/status")).GetProperty("projection").GetProperty("lag").GetInt64() == 0, "the tables are up to date");
        HashSet<string> stored = [];
        for (int page = 1; ; page++)
        {
            IReadOnlyList<JsonElement> items = (await api.QueryAsync($"/messages?from=writer&page={page}&pageSize=50&orderBy=createdAt")).Items;
            foreach (JsonElement message in items) Assert.True(stored.Add(Id(message, "id")), "a message stands in the tables twice");
            if (items.Count < 50) break;
        }

        Assert.Subset(stored, _acknowledged.ToHashSet(StringComparer.Ordinal));
        await Eventually.IsTrueAsync(
            async () => !await ReceiveSomeAsync(api) && _received.IsSupersetOf(_acknowledged), "the reader has all messages");
        Assert.Subset(stored, _received);
    }

    private async Task<bool> ReceiveSomeAsync(Api api)
    {
        Answer inbox = await api.SendAsync(HttpMethod.Get, "/agents/reader/inbox?max=20&lease=600");
        Assert.True(inbox.Succeeded, $"{inbox.Status}");
        foreach (string id in inbox.Items.Select(item => Id(item, "messageId")))
        {
            Assert.True(_received.Add(id), "an acknowledged message came back");
            Answer settled = await api.SendAsync(HttpMethod.Post, $"/agents/reader/inbox/{id}/ack");
            Assert.True(settled.Succeeded, $"{settled}");
        }

        return inbox.Items.Count > 0;
    }

    private static string Id(JsonElement view, string name) => view.GetProperty(name).GetString()!;

    private async Task<bool> TrySendAsync(Api api, string content) => (await SendAsync(api, content)).Succeeded;

    private async Task<Answer> SendAsync(Api api, string content)
    {
        Answer answer = await api.SendAsync(
            HttpMethod.Post, "/messages", new { from = "writer", to = "reader", content = $"{++_sent} {content}" });
        if (answer.Succeeded) _acknowledged.Add(answer.Text("id"));
        return answer;
    }

    private static async Task<bool> IsReadyAsync(HostProcess host)
    {
        using HttpResponseMessage ready = await host.Http.GetAsync(new Uri(host.Url, "/readyz"));
        return ready.StatusCode == HttpStatusCode.OK;
    }

    private static async Task<bool> IsAliveAsync(HttpClient http)
    {
        try
        {
            using HttpResponseMessage alive = await http.GetAsync(new Uri("/healthz", UriKind.Relative));
            return alive.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }
}
