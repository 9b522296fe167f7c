using Orchestrator.Contracts.Departments;
using Orchestrator.Contracts.Errors;
using Orchestrator.Contracts.Identifiers;
using Orchestrator.Contracts.Journaling;
using Orchestrator.Contracts.Sessions;
using Orchestrator.Grains.Tests.Cluster;

namespace Orchestrator.Grains.Tests.Departments;

public sealed class DepartmentGrainTests
{
    [Fact]
    public async Task Department_is_created_by_its_session_changed_by_itself_and_survives_a_kill()
    {
        await using OrchestratorCluster first = await OrchestratorCluster.StartAsync();
        await first.Session("s").Create(new());
        await Assert.ThrowsAsync<NotFoundException>(first.Department("d").Get); // it must not remember that

        Committed<DepartmentView> created = await first.Session("s").CreateDepartment(
            new() { Id = DepartmentId.Parse("d"), Name = "data-processor", Domain = "data" });
        Assert.Equal(created.Value, await first.Department("d").Get());
        await first.Department("d").Update(new() { IsActive = false, CurrentTask = TaskId.Parse("task-456") });

        OrchestratorCluster second = await first.KillAndRestartAsync();
        await using (second)
        {
            DepartmentView view = await second.Department("d").Get();
            Assert.Equal(("data-processor", "data", false, "task-456"), (view.Name, view.Domain, view.IsActive, view.CurrentTask?.Value));
            ConflictException error = await Assert.ThrowsAsync<ConflictException>(
                () => second.Session("s").CreateDepartment(new() { Name = "data-processor", Domain = "other" }));
            Assert.Equal("department-name-used", error.Code);
        }
    }

    [Fact]
    public async Task Department_needs_an_open_session_and_an_id_that_was_never_used()
    {
        await using OrchestratorCluster cluster = await OrchestratorCluster.StartAsync();
        var command = new CreateDepartment { Id = DepartmentId.Parse("d"), Name = "n", Domain = "x" };
        await Assert.ThrowsAsync<NotFoundException>(() => cluster.Session("s").CreateDepartment(command));
        await cluster.Session("s").Create(new());
        await cluster.Session("t").Create(new());
        await cluster.Session("s").CreateDepartment(command);

        await Assert.ThrowsAsync<ConflictException>(() => cluster.Session("t").CreateDepartment(command));
        await cluster.Session("t").CreateDepartment(command with { Id = DepartmentId.Parse("e") }); // its name was not kept by the failure
        await cluster.Session("s").Terminate(new() { Reason = "stop" });

        await Assert.ThrowsAsync<ConflictException>(() => cluster.Session("s").CreateDepartment(command with { Id = null, Name = "m" }));
        SessionView session = await cluster.Session("s").Get();
        Assert.Equal(SessionStatus.Terminated, session.Status);
    }
}
