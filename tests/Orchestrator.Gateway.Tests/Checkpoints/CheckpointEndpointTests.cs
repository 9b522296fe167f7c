using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Orchestrator.Gateway.Tests.Hosting;

namespace Orchestrator.Gateway.Tests.Checkpoints;

public sealed class CheckpointEndpointTests : IAsyncLifetime
{
    private const string Snapshot = """{"sessions":["s"],  "branches":["main"],"state":{"progress":75,"completed":[1,2,3],"é":"\u00e9"}}""";

    private readonly string _session = SharedHost.Unique("session");
    private readonly string _feature = SharedHost.Unique("feature");
    private TestHost _host = null!;

    public async Task InitializeAsync()
    {
        _host = await SharedHost.GetAsync();
        (await _host.PostAsync("/api/v1/sessions", new { id = _session, name = "main-director", type = "director", branch = "main", metadata = new { k = 1 } })).Expect(HttpStatusCode.Created).Dispose();
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task Checkpoint_of_S3_is_taken_listed_by_feature_found_by_its_words_and_read_as_it_was_given()
    {
        using Answer created = await CreateAsync($$"""
            {"name":"checkpoint-v1.0","sessionId":"{{_session}}","timestamp":"2026-01-31T12:00:00.000Z","snapshot":{{Snapshot}},
             "branches":["main","feature-branch"],
             "metadata":{"feature":"{{_feature}}","priority":"high","author":"developer-1","description":"Before the zeppelin lands",
                         "workflowId":"wf-123","stepId":"step-456","tags":["stable","release-candidate"]},
             "createdBy":"developer-1","size":{{Encoding.UTF8.GetByteCount(Snapshot)}},"checksum":"{{Checksum(Snapshot)}}",
             "compressed":true,"retentionExpiresAt":"2126-01-31T12:00:00.000Z"}
            """);
        string id = created.Expect(HttpStatusCode.Created).Id;
        Assert.Equal($"/api/v1/checkpoints/{id}", created.Response.Headers.Location?.ToString());
        Assert.Equal((Checksum(Snapshot), true, false), (created["checksum"].GetString(), created["compressed"].GetBoolean(), created["encrypted"].GetBoolean()));
        Assert.Equal(3, created["metadata"].GetProperty("priority").GetInt32());

        foreach (string path in new[] { $"checkpoints?feature={_feature}", $"sessions/{_session}/checkpoints?tag=stable", $"checkpoints?sessionId={_session}&q=zeppelin+release*" })
        {
            using Answer listed = await _host.GetAsync($"/api/v1/{path}&minPosition={created.Position}");
            JsonElement row = listed.Expect(HttpStatusCode.OK)["items"].EnumerateArray().Single();
            Assert.Equal(created.Text, row.GetRawText());
        }

        using Answer none = await _host.GetAsync($"/api/v1/checkpoints?sessionId={_session}&q=%3F%3F");
        Assert.Equal(0, none.Expect(HttpStatusCode.OK)["total"].GetInt32());
        using Answer found = await _host.GetAsync($"/api/v1/search?q={_feature}&kinds=checkpoint");
        Assert.Equal(id, found.Expect(HttpStatusCode.OK)["items"].EnumerateArray().Single().GetProperty("id").GetString());
        using Answer read = await _host.GetAsync($"/api/v1/checkpoints/{id}");
        Assert.Equal(created.Text.Replace("\"snapshot\":null", $"\"snapshot\":{Snapshot}", StringComparison.Ordinal), read.Expect(HttpStatusCode.OK).Text);
        using Answer alone = await _host.GetAsync($"/api/v1/checkpoints/{id}/snapshot");
        Assert.Equal(Snapshot, alone.Expect(HttpStatusCode.OK).Text);
        using Answer without = await _host.GetAsync($"/api/v1/checkpoints/{id}?snapshot=false");
        Assert.Equal(created.Text, without.Expect(HttpStatusCode.OK).Text);
    }

    [Fact]
    public async Task One_checkpoint_forks_into_two_sessions_and_restores_an_open_one()
    {
        using Answer created = await CreateAsync($$"""{"snapshot":{{Snapshot}},"name":"fork"}""");
        (await _host.SendAsync(HttpMethod.Patch, $"/api/v1/sessions/{_session}", new { branch = "other", metadata = new { k = 2 } })).Expect(HttpStatusCode.OK).Dispose();

        using Answer one = await RestoreAsync(created.Id, new { name = "left" });
        using Answer two = await RestoreAsync(created.Id, new { id = $"{_session}-right" });
        using Answer same = await RestoreAsync(created.Id, new { sessionId = _session });

        Assert.Equal($"/api/v1/checkpoints/{created.Id}/snapshot", one.Expect(HttpStatusCode.OK)["snapshotUrl"].GetString());
        Assert.Equal(["left", "main-director", "main-director"], new[] { one, two, same }.Select(a => a.Expect(HttpStatusCode.OK)["session"].GetProperty("name").GetString()));
        Assert.Equal(3, new[] { one, two, same }.Select(a => a["session"].GetProperty("id").GetString()).Distinct().Count());
        foreach (Answer answer in new[] { one, two, same })
        {
            JsonElement session = answer["session"];
            Assert.Equal(("main", 1, created.Id), (session.GetProperty("branch").GetString(), session.GetProperty("metadata").GetProperty("k").GetInt32(), session.GetProperty("restoredFrom").GetString()));
            string id = session.GetProperty("id").GetString()!;
            using Answer read = await _host.GetAsync($"/api/v1/sessions/{id}");
            Assert.Equal(session.GetRawText(), read.Expect(HttpStatusCode.OK).Text);
            using Answer listed = await _host.GetAsync($"/api/v1/sessions?pageSize=500&minPosition={same.Position}");
            Assert.Equal(session.GetRawText(), listed["items"].EnumerateArray().Single(s => s.GetProperty("id").GetString() == id).GetRawText());
        }

        using Answer later = await CreateAsync("""{"snapshot":1,"name":"later"}""");
        Assert.Equal(created.Id, later.Expect(HttpStatusCode.Created)["restoredFrom"].GetString());
        (await RestoreAsync(created.Id, new { id = $"{_session}-right" })).ExpectProblem(HttpStatusCode.Conflict, "conflict").Dispose();
        (await RestoreAsync(created.Id, new { sessionId = $"{_session}-none" })).ExpectProblem(HttpStatusCode.NotFound, "not-found").Dispose();
        (await RestoreAsync(created.Id, new { sessionId = _session, id = "x" })).ExpectProblem(HttpStatusCode.BadRequest, "invalid", "id").Dispose();
    }

    [Fact]
    public async Task A_key_takes_one_checkpoint_and_restores_it_once()
    {
        string key = SharedHost.Unique("key");
        byte[] body = Encoding.UTF8.GetBytes("""{"name":"keyed","snapshot":{"a":1}}""");
        using Answer first = await KeyedAsync($"/api/v1/sessions/{_session}/checkpoints", body);
        using Answer again = await KeyedAsync($"/api/v1/sessions/{_session}/checkpoints", body);
        using Answer other = await KeyedAsync($"/api/v1/sessions/{_session}/checkpoints", Encoding.UTF8.GetBytes("""{"name":"keyed","snapshot":{"a":2}}"""));
        Assert.Equal(first.Expect(HttpStatusCode.Created).Text, again.Expect(HttpStatusCode.Created).Text);
        other.ExpectProblem(HttpStatusCode.Conflict, "idempotency-conflict");

        using Answer restored = await KeyedAsync($"/api/v1/checkpoints/{first.Id}/restore", "{}"u8.ToArray());
        using Answer restoredAgain = await KeyedAsync($"/api/v1/checkpoints/{first.Id}/restore", "{}"u8.ToArray());
        Assert.Equal(restored.Expect(HttpStatusCode.OK).Text, restoredAgain.Expect(HttpStatusCode.OK).Text);

        Task<Answer> KeyedAsync(string path, byte[] json) =>
            _host.SendAsync(HttpRequests.Of(_host, HttpMethod.Post, path, json).With("Idempotency-Key", key));
    }

    [Theory]
    [InlineData("""{"name":"n","snapshot":{"a":"\ud800"}}""", "snapshot")]
    [InlineData("""{"name":"n","snapshot":{"\ud800":1}}""", "snapshot")]
    [InlineData("""{"s\ud800ha":1}""", null)]
    [InlineData("""{"name":"n","snapshot":{"a":1},"sna\ud800pshot":1}""", null)]
    [InlineData("""{"name":"n","snapshot":{"a":1},"metadata":{"\udc00":1}}""", "metadata")]
    [InlineData("""{"name":"\ud800","snapshot":{"a":1}}""", "name")]
    [InlineData("""{"name":"n","snapshot":{"a":01}}""", "snapshot")]
    [InlineData("""{"name":"n","snapshot":{"a":1},"snapshot":2}""", "snapshot")]
    [InlineData("""{"name":"n","snapshot":{"a":1},"\u0073napshot":2}""", "snapshot")]
    [InlineData("""{"name":"n","snapshot":null}""", "snapshot")]
    [InlineData("""{"name":"n"}""", "snapshot")]
    [InlineData("""{"name":"n","snapshot":{"a":1}""", null)]
    [InlineData("""{"name":"n","snapshot":{"a":1}} x""", null)]
    [InlineData("""{"snapshot":{"a":1}}""", "name")]
    [InlineData("""{"name":"","snapshot":{"a":1}}""", "name")]
    [InlineData("""{"name":"n","snapshot":{"a":1},"checksum":"abc123..."}""", "checksum")]
    [InlineData("""{"name":"n","snapshot":{"a":1},"size":8}""", "size")]
    [InlineData("""{"name":"n","snapshot":{"a":1},"sessionId":"other"}""", "sessionId")]
    [InlineData("""{"name":"n","snapshot":{"a":1},"expiresAt":"2020-01-01T00:00:00Z"}""", "expiresAt")]
    [InlineData("""{"name":"n","snapshot":{"a":1},"metadata":{"priority":"shrill"}}""", "metadata.priority")]
    [InlineData("""{"name":"n","snapshot":{"a":1},"metadata":{"tags":[""]}}""", "metadata.tags[0]")]
    public async Task Bad_body_is_refused_with_its_field_and_leaves_no_checkpoint(string body, string? field)
    {
        (await CreateAsync(body)).ExpectProblem(HttpStatusCode.BadRequest, "invalid", field).Dispose();
        using Answer listed = await _host.GetAsync($"/api/v1/sessions/{_session}/checkpoints?minPosition={await _host.PositionAsync()}");
        Assert.Equal(0, listed.Expect(HttpStatusCode.OK)["total"].GetInt32());
    }

    [Fact]
    public async Task What_is_not_there_or_deleted_is_not_found_and_encryption_without_a_key_is_refused()
    {
        (await _host.PostAsync($"/api/v1/sessions/{_session}-none/checkpoints", new { name = "n", snapshot = 1 })).ExpectProblem(HttpStatusCode.NotFound, "not-found").Dispose();
        (await _host.GetAsync($"/api/v1/sessions/{_session}-none/checkpoints")).ExpectProblem(HttpStatusCode.NotFound, "not-found").Dispose();
        (await CreateAsync("""{"name":"n","snapshot":1,"encrypted":true}""")).ExpectProblem(HttpStatusCode.Conflict, "checkpoint-key-missing").Dispose();
        using Answer created = await CreateAsync($$"""{"name":"n","snapshot":1,"id":"{{_session}}-own"}""");
        (await CreateAsync($$"""{"name":"n","snapshot":1,"id":"{{_session}}-own"}""")).ExpectProblem(HttpStatusCode.Conflict, "checkpoint-id-used").Dispose();

        using Answer deleted = await _host.SendAsync(HttpMethod.Delete, $"/api/v1/checkpoints/{created.Id}");

        Assert.Equal(created.Text, deleted.Expect(HttpStatusCode.OK).Text);
        using Answer listed = await _host.GetAsync($"/api/v1/sessions/{_session}/checkpoints?minPosition={deleted.Position}");
        Assert.Equal(0, listed.Expect(HttpStatusCode.OK)["total"].GetInt32());
        foreach (string path in new[] { "", "/snapshot" })
            (await _host.GetAsync($"/api/v1/checkpoints/{created.Id}{path}")).ExpectProblem(HttpStatusCode.NotFound, "not-found").Dispose();
        (await RestoreAsync(created.Id, new { })).ExpectProblem(HttpStatusCode.NotFound, "not-found").Dispose();
        (await _host.SendAsync(HttpMethod.Delete, $"/api/v1/checkpoints/{created.Id}")).ExpectProblem(HttpStatusCode.NotFound, "not-found").Dispose();
    }

    private static string Checksum(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    private Task<Answer> CreateAsync(string body) => _host.SendTextAsync(HttpMethod.Post, $"/api/v1/sessions/{_session}/checkpoints", body);

    private Task<Answer> RestoreAsync(string id, object body) => _host.PostAsync($"/api/v1/checkpoints/{id}/restore", body);
}
