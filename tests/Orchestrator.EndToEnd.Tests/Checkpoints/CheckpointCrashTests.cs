using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Orchestrator.EndToEnd.Tests.Support;
using Orchestrator.Testing;

namespace Orchestrator.EndToEnd.Tests.Checkpoints;

/// <summary>Hosts in processes of their own that are killed around a checkpoint.</summary>
public sealed class CheckpointCrashTests : IDisposable
{
    private const int Killed = 128 + 9;
    private const long Mebibyte = 1 << 20;

    private readonly TemporaryFolder _folder = new();
    private readonly int _port = Ports.Free();

    private readonly Dictionary<string, string> _keys = new(StringComparer.Ordinal)
    {
        ["Checkpoints__Keys__k1"] = Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)),
    };

    private string[] Files => Directory.GetFiles(Path.Combine(_folder.Data, "checkpoints"), "*", SearchOption.AllDirectories);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Acknowledged_checkpoint_of_64_MiB_survives_kill_and_costs_the_host_little_memory()
    {
        string body = Path.Combine(_folder.FullPath, "body.json");
        string checksum = await WriteBodyAsync(body);
        string id;
        await using (HostProcess host = await HostProcess.StartAsync(_folder.Data, _port, _keys))
        {
            var api = new Api(host);
            await api.PostAsync("/sessions", new { id = "s", name = "n", branch = "main" });
            await api.PostAsync("/sessions/s/checkpoints", new { name = "warm", snapshot = new { a = 1 } });
            long before = PeakMemory(host);

            JsonElement created = await UploadAsync(host, body);
            id = created.GetProperty("id").GetString()!;

            Assert.Equal((checksum, true), (created.GetProperty("checksum").GetString(), created.GetProperty("encrypted").GetBoolean()));
            Assert.Equal(checksum, await DownloadAsync(host, id));
            if (OperatingSystem.IsLinux())
                Assert.True(PeakMemory(host) - before < 48 * Mebibyte, $"from {before / Mebibyte} to {PeakMemory(host) / Mebibyte} MiB");
            await host.KillAsync();
        }

        await using HostProcess again = await HostProcess.StartAsync(_folder.Data, _port, _keys);
        JsonElement restored = await new Api(again).PostAsync($"/checkpoints/{id}/restore", new { id = "fork" });
        Assert.Equal(("main", id), (restored.GetProperty("session").GetProperty("branch").GetString(), restored.GetProperty("session").GetProperty("restoredFrom").GetString()));
        Assert.Equal(checksum, await DownloadAsync(again, id));
    }

    [Fact]
    public async Task Host_that_dies_between_the_snapshot_and_the_commit_leaves_no_checkpoint_and_its_file_is_deleted()
    {
        await using (HostProcess host = await HostProcess.StartAsync(["Orchestrator.EndToEnd.DyingHost.dll", "before-checkpoint"], _folder.Data, _port))
        {
            await new Api(host).PostAsync("/sessions", new { id = "s" });
            await Assert.ThrowsAnyAsync<HttpRequestException>(() => new Api(host).SendAsync(HttpMethod.Post, "/sessions/s/checkpoints", new { id = "c", name = "n", snapshot = 1 }));
            Assert.Equal(Killed, await host.EndAsync(CancellationToken.None));
        }

        Assert.Single(Files);
        await using HostProcess again = await HostProcess.StartAsync(_folder.Data, _port);
        var api = new Api(again);
        Assert.Equal(HttpStatusCode.NotFound, (await api.SendAsync(HttpMethod.Get, "/checkpoints/c")).Status);
        Assert.Empty((await api.QueryAsync("/sessions/s/checkpoints")).Items);
        await Eventually.IsTrueAsync(() => Task.FromResult(Files.Length == 0), "the file is deleted", TimeSpan.FromSeconds(30));

        // The same again is what it would have been.
        await api.PostAsync("/sessions/s/checkpoints", new { id = "c", name = "n", snapshot = 1 });
        Assert.Single(Files);
    }

    [Fact]
    public async Task Host_that_dies_after_the_commit_has_the_checkpoint_and_answers_the_same_command_with_it()
    {
        (string, string) key = ("Idempotency-Key", "once");
        var body = new { name = "n", snapshot = new { a = 1 } };
        await using (HostProcess host = await HostProcess.StartAsync(["Orchestrator.EndToEnd.DyingHost.dll", "after-checkpoint"], _folder.Data, _port))
        {
            await new Api(host).PostAsync("/sessions", new { id = "s" });
            await Assert.ThrowsAnyAsync<HttpRequestException>(() => new Api(host).SendAsync(HttpMethod.Post, "/sessions/s/checkpoints", body, key));
            Assert.Equal(Killed, await host.EndAsync(CancellationToken.None));
        }

        await using HostProcess again = await HostProcess.StartAsync(_folder.Data, _port);
        var api = new Api(again);
        Answer answered = await api.SendAsync(HttpMethod.Post, "/sessions/s/checkpoints", body, key);
        Assert.Equal(HttpStatusCode.Created, answered.Status);
        JsonElement listed = Assert.Single((await api.QueryAsync("/sessions/s/checkpoints")).Items);
        Assert.Equal(answered.Text("id"), listed.GetProperty("id").GetString());
        Assert.Equal("1", (await api.GetAsync($"/checkpoints/{answered.Text("id")}/snapshot")).GetProperty("a").GetRawText());
    }

    // Nearly 64 MiB, half of it noise. Returns the checksum of the snapshot.
    private static async Task<string> WriteBodyAsync(string path)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        await using FileStream file = File.Create(path);
        await file.WriteAsync("{\"name\":\"big\",\"snapshot\":[\"\""u8.ToArray());
        hash.AppendData("[\"\""u8);
        byte[] noise = new byte[24 * 1024];
        for (int i = 0; i < 1020; i++)
        {
            Random.Shared.NextBytes(noise);
            byte[] item = Encoding.ASCII.GetBytes($",\"{Convert.ToBase64String(noise)}{new string('a', 32_000)}\"");
            hash.AppendData(item);
            await file.WriteAsync(item);
        }

        await file.WriteAsync("]}"u8.ToArray());
        hash.AppendData("]"u8);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static async Task<JsonElement> UploadAsync(HostProcess host, string path)
    {
        await using FileStream file = File.OpenRead(path);
        using var content = new StreamContent(file) { Headers = { ContentType = new("application/json") } };
        using HttpResponseMessage response = await host.Http.PostAsync(new Uri(host.Url, "/api/v1/sessions/s/checkpoints"), content);
        string text = await response.Content.ReadAsStringAsync();
        Assert.True(response.StatusCode == HttpStatusCode.Created, text);
        return JsonElement.Parse(text);
    }

    private static async Task<string> DownloadAsync(HostProcess host, string id)
    {
        await using Stream stream = await host.Http.GetStreamAsync(new Uri(host.Url, $"/api/v1/checkpoints/{id}/snapshot"));
        return Convert.ToHexStringLower(await SHA256.HashDataAsync(stream));
    }

    // The most memory that the process ever had, as Linux tells it.
    private static long PeakMemory(HostProcess host) => OperatingSystem.IsLinux()
        ? 1024 * long.Parse(
            File.ReadLines($"/proc/{host.Id}/status").First(line => line.StartsWith("VmHWM:", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2],
            CultureInfo.InvariantCulture)
        : 0;
}
