using System.Text.Json;
using Orchestrator.EndToEnd.Tests.Support;
using Orchestrator.Testing;

namespace Orchestrator.EndToEnd.Tests.Crashes;

/// <summary>A host that dies between the commit of a report of use and that of the session's budget which counts it.</summary>
public sealed class UsageTests : IDisposable
{
    private const int Killed = 128 + 9;

    private readonly TemporaryFolder _folder = new();
    private readonly int _port = Ports.Free();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("before-session-budget")]
    [InlineData("after-session-budget")]
    public async Task Report_that_survived_a_kill_is_counted_once_in_every_budget(string moment)
    {
        await using (HostProcess dying = await HostProcess.StartAsync(["Orchestrator.EndToEnd.DyingHost.dll", moment], _folder.Data, _port))
        {
            await Assert.ThrowsAnyAsync<Exception>(() => ReportAsync(new Api(dying)));
            using var patience = new CancellationTokenSource(ChildProgram.Patience);
            Assert.Equal(Killed, await dying.EndAsync(patience.Token));
        }

        // That the session counts it is the work of the start alone.
        await using HostProcess host = await HostProcess.StartAsync(_folder.Data, _port);
        var api = new Api(host);
        await Eventually.IsTrueAsync(
            async () => (await api.GetAsync("/budgets/session:s")).GetProperty("reports").GetInt64() == 1, "the session's budget counts the report");
        Answer again = await ReportAsync(api); // its sender does not know
        Assert.Equal(1, again.Body.GetProperty("number").GetInt64());

        foreach (string scope in (string[])["agent:a", "session:s"])
        {
            JsonElement budget = await api.GetAsync($"/budgets/{scope}");
            Assert.Equal((1, 0.5m), (budget.GetProperty("reports").GetInt64(), budget.GetProperty("cost").GetDecimal()));
        }

        Assert.Equal(2, (await api.QueryAsync("/budgets?orderBy=scope")).Items.Count);
        using SqliteFile tables = SqliteFile.OpenReporting(_folder.Data);
        await Eventually.IsTrueAsync(() => tables.Query("SELECT * FROM budgets_unsettled").Count == 0, "the report's budget knows it");
        Assert.Equal("1", $"{Assert.Single(tables.Query("SELECT count(*) AS reports FROM usage"))["reports"]}");
    }

    private static Task<Answer> ReportAsync(Api api) => api.SendAsync(
        HttpMethod.Post,
        "/usage",
        new { agentId = "a", sessionId = "s", model = "m", inputTokens = 7, cost = 0.5 },
        ("Idempotency-Key", "once"));
}
