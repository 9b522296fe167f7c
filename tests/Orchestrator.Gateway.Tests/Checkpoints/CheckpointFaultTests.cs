using System.Net;
using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Orchestrator.Gateway.Tests.Hosting;
using Orchestrator.Journal.Checkpoints;

namespace Orchestrator.Gateway.Tests.Checkpoints;

/// <summary>A host with keys, a clock of the test's own, and files that the test damages.</summary>
public sealed class CheckpointFaultTests : IAsyncLifetime
{
    private readonly ManualTime _time = new();
    private readonly string _folder = Directory.CreateTempSubdirectory("checkpoints-").FullName;
    private readonly Dictionary<string, string> _keys = new(StringComparer.Ordinal) { ["k1"] = NewKey() };
    private TestHost _host = null!;

    private string[] Files => Directory.GetFiles(Path.Combine(_folder, "checkpoints"), "*", SearchOption.AllDirectories);

    public async Task InitializeAsync()
    {
        await StartAsync("k1");
        (await _host.PostAsync("/api/v1/sessions", new { id = "s", name = "secret-plan" })).Expect(HttpStatusCode.Created).Dispose();
    }

    public async Task DisposeAsync() => await _host.DisposeAsync();

    [Fact]
    public async Task Keys_rotate_and_a_key_that_is_gone_or_another_is_told_and_changes_nothing()
    {
        using Answer first = await CreateAsync("first");
        Assert.Equal((true, "k1"), (first["encrypted"].GetBoolean(), first["keyId"].GetString()));
        _keys["k2"] = NewKey();
        await RestartAsync("k2");
        using Answer second = await CreateAsync("second");
        Assert.Equal("k2", second["keyId"].GetString());
        foreach (Answer answer in new[] { first, second })
            (await _host.GetAsync($"/api/v1/checkpoints/{answer.Id}")).Expect(HttpStatusCode.OK).Dispose();

        _keys.Remove("k1");
        _keys["k2"] = NewKey();
        await RestartAsync("k2");

        await AssertRefusedAsync(first.Id, "checkpoint-key-missing");
        await AssertRefusedAsync(second.Id, "checkpoint-corrupt");
        (await _host.GetAsync($"/api/v1/checkpoints/{first.Id}?snapshot=false")).Expect(HttpStatusCode.OK).Dispose();
    }

    [Fact]
    public async Task Flipped_byte_truncation_and_a_missing_file_are_told_before_the_first_byte_is_sent()
    {
        using Answer created = await CreateAsync("hidden words");
        string file = Files.Single();
        byte[] good = await File.ReadAllBytesAsync(file);
        Assert.DoesNotContain("hidden", await File.ReadAllTextAsync(file), StringComparison.Ordinal);
        byte[] flipped = [.. good];
        flipped[^20] ^= 1;

        await File.WriteAllBytesAsync(file, flipped);
        await AssertRefusedAsync(created.Id, "checkpoint-corrupt");
        await File.WriteAllBytesAsync(file, good[..^1]);
        await AssertRefusedAsync(created.Id, "checkpoint-corrupt");
        File.Delete(file);
        await AssertRefusedAsync(created.Id, "checkpoint-corrupt");
        await File.WriteAllBytesAsync(file, good);
        (await _host.GetAsync($"/api/v1/checkpoints/{created.Id}")).Expect(HttpStatusCode.OK).Dispose();
        Assert.DoesNotContain("hidden", await JournalTextAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Time_that_is_over_ends_a_checkpoint_and_then_its_file_but_not_one_that_another_needs()
    {
        using Answer kept = await CreateAsync("shared");
        using Answer shared = await CreateAsync("shared", _time.GetUtcNow().AddMinutes(30));
        using Answer alone = await CreateAsync("alone", _time.GetUtcNow().AddMinutes(30));
        Assert.Equal(2, Files.Length);

        _time.Advance(TimeSpan.FromMinutes(30));
        foreach (Answer over in new[] { shared, alone }) await AssertRefusedAsync(over.Id, "checkpoint-expired");
        using Answer listed = await _host.GetAsync("/api/v1/checkpoints");
        Assert.Equal(kept.Id, listed.Expect(HttpStatusCode.OK)["items"].EnumerateArray().Single().GetProperty("id").GetString());

        // Files grow old by the machine's own clock.
        foreach (string file in Files) File.SetLastWriteTimeUtc(file, _time.GetUtcNow().UtcDateTime.AddHours(-2));
        await Eventually.TrueAsync(() =>
        {
            _time.Advance(TimeSpan.FromMinutes(1));
            return Task.FromResult(Files.Length == 1);
        });

        (await _host.GetAsync($"/api/v1/checkpoints/{kept.Id}")).Expect(HttpStatusCode.OK).Dispose();
        await AssertRefusedAsync(shared.Id, "checkpoint-expired");
    }

    [Fact]
    public async Task A_snapshot_larger_than_allowed_is_refused_and_leaves_no_file()
    {
        string large = $$"""{"name":"n","snapshot":"{{new string('x', 70_000)}}"}""";
        (await _host.SendTextAsync(HttpMethod.Post, "/api/v1/sessions/s/checkpoints", large)).Expect(HttpStatusCode.Created).Dispose();
        await RestartAsync("k1", maxBytes: 65_536);
        using Answer refused = await _host.SendTextAsync(HttpMethod.Post, "/api/v1/sessions/s/checkpoints", large.Replace('x', 'y'));
        refused.ExpectProblem(HttpStatusCode.RequestEntityTooLarge, "too-large");
        Assert.Single(Files);
    }

    private static string NewKey() => Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));

    private async Task StartAsync(string active, long maxBytes = CheckpointOptions.MostBytes) => _host = await TestHost.StartAsync(
        services =>
        {
            services.AddSingleton<TimeProvider>(_time);
            services.Configure<CheckpointOptions>(options =>
            {
                foreach ((string id, string key) in _keys) options.Keys[id] = key;
                (options.ActiveKey, options.MaxBytes) = (active, maxBytes);
            });
        },
        _folder);

    private async Task RestartAsync(string active, long maxBytes = CheckpointOptions.MostBytes)
    {
        await _host.StopAsync();
        await _host.App.DisposeAsync();
        await StartAsync(active, maxBytes);
    }

    private async Task<Answer> CreateAsync(string text, DateTimeOffset? expiresAt = null) =>
        (await _host.PostAsync("/api/v1/sessions/s/checkpoints", new { name = "n", snapshot = new { text }, expiresAt })).Expect(HttpStatusCode.Created);

    private async Task AssertRefusedAsync(string id, string code)
    {
        long position = await _host.PositionAsync();
        (await _host.GetAsync($"/api/v1/checkpoints/{id}")).ExpectProblem(HttpStatusCode.Conflict, code).Dispose();
        (await _host.GetAsync($"/api/v1/checkpoints/{id}/snapshot")).ExpectProblem(HttpStatusCode.Conflict, code).Dispose();
        (await _host.PostAsync($"/api/v1/checkpoints/{id}/restore", new { })).ExpectProblem(HttpStatusCode.Conflict, code).Dispose();
        (await _host.PostAsync($"/api/v1/checkpoints/{id}/restore", new { sessionId = "s" })).ExpectProblem(HttpStatusCode.Conflict, code).Dispose();
        using Answer sessions = await _host.GetAsync($"/api/v1/sessions?minPosition={position}");
        Assert.Equal(1, sessions.Expect(HttpStatusCode.OK)["total"].GetInt32());
        using Answer session = await _host.GetAsync("/api/v1/sessions/s");
        Assert.Equal(JsonValueKind.Null, session["restoredFrom"].ValueKind);
    }

    private async Task<string> JournalTextAsync()
    {
        using Answer journal = await _host.GetAsync("/api/v1/journal?limit=500");
        return journal.Expect(HttpStatusCode.OK).Text;
    }
}
