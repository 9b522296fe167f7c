using Orchestrator.Client.Tests.Hosting;
using Orchestrator.Contracts.Agents;
using Orchestrator.Contracts.Errors;
using Orchestrator.Contracts.Files;

namespace Orchestrator.Client.Tests.Files;

public sealed class ReservationTests(TestHostFixture fixture) : IClassFixture<TestHostFixture>
{
    private readonly string _project = $"/workspace/{Guid.NewGuid():N}";

    [Fact]
    public async Task Files_are_one_agents_until_they_are_disposed()
    {
        await using TestClient client = await TestClient.ConnectAsync(fixture.Host);
        await using AgentConnection one = await RegisterAsync(client);
        await using AgentConnection two = await RegisterAsync(client);

        await using (FileReservation files = await one.ReserveFilesAsync(_project, ["src/**"], "refactoring"))
        {
            ConflictException refused = await Assert.ThrowsAsync<ConflictException>(() => two.ReserveFilesAsync(_project, ["src/Parser.cs"]));
            Assert.Equal("lease-conflict", refused.Code);
            FileConflict conflict = Assert.Single(await two.CheckFilesAsync(_project, ["src/Parser.cs", "README.md"]));
            Assert.Equal((files.Id, one.AgentId), (conflict.LeaseId, conflict.AgentId));
        }

        await using FileReservation mine = await two.ReserveFilesAsync(_project, ["src/Parser.cs"]);
        Assert.Equal(FileLeaseStatus.Active, mine.View.Status);
        await Eventually.TrueAsync(
            async () => await client.Client.Files.ListAsync(new() { Path = "src/Parser.cs", Project = mine.View.Project }).CountAsync() == 2,
            "both leases are listed");
    }

    [Fact]
    public async Task A_lease_is_renewed_and_its_forced_end_is_told()
    {
        var time = new ManualTime();
        await using TestClient client = await TestClient.ConnectAsync(fixture.Host, time);
        await using AgentConnection agent = await RegisterAsync(client);
        await using FileReservation files = await agent.ReserveFilesAsync(_project, ["a.txt"]);

        time.Advance(TimeSpan.FromSeconds(200));
        await Eventually.TrueAsync(() => client.Calls.Count(nameof(IProjectFilesGrain.Renew)) == 1, "it is renewed after a third");
        Assert.False(files.Lost.IsCancellationRequested);

        FileLeaseView ended = await client.Client.Files.ForceReleaseAsync(files.Id, "operator", "stuck");
        Assert.Equal("operator", ended.EndedBy);
        time.Advance(TimeSpan.FromSeconds(200));
        await Eventually.TrueAsync(() => files.Lost.IsCancellationRequested, "the loss is told");
        Assert.Equal(FileLeaseStatus.Forced, (await client.Client.Files.GetAsync(files.Id)).Status);
    }

    [Fact]
    public async Task A_lost_answer_to_a_reservation_is_no_conflict_with_oneself()
    {
        await using TestClient client = await TestClient.ConnectAsync(fixture.Host);
        await using AgentConnection agent = await RegisterAsync(client);
        client.Calls.LoseAnswers(nameof(IProjectFilesGrain.Reserve));

        await using FileReservation files = await agent.ReserveFilesAsync(_project, ["a.txt"]);
        FileLeaseView released = await files.ReleaseAsync("done");

        Assert.Equal((FileLeaseStatus.Released, "done"), (released.Status, released.EndReason));
        Assert.Empty(await agent.CheckFilesAsync(_project, ["a.txt"]));
    }

    private static Task<AgentConnection> RegisterAsync(TestClient client) => client.Client.RegisterAsync(new RegisterAgent { Name = "editor" });
}
