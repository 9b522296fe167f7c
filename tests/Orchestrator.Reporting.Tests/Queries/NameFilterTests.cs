using Orchestrator.Contracts.Agents;
using Orchestrator.Contracts.Identifiers;
using Orchestrator.Reporting.Agents;
using Orchestrator.Reporting.Queries;
using Orchestrator.Reporting.Tests.Support;

namespace Orchestrator.Reporting.Tests.Queries;

public sealed class NameFilterTests
{
    [Theory]
    [InlineData("Ünit", "ü", true)]
    [InlineData("ünit", "ÜNIT", true)]
    [InlineData("Ünit", "u", false)]
    [InlineData("Plain", "PLAIN", true)]
    [InlineData("50%_ä", "%_Ä", true)]
    [InlineData("500ä", "%_Ä", false)]
    public async Task A_part_of_a_name_is_found_in_any_case_of_any_letters(string name, string part, bool found)
    {
        await using ReportingRoom room = await ReportingRoom.OfAsync(new Story().Agent("a", at => new AgentRegistered
        {
            At = at,
            Id = AgentId.Parse("a"),
            Name = name,
            Type = "worker",
            Epoch = 1,
            Profile = new AgentProfile(),
        }));

        Assert.Equal(found ? 1 : 0, (await room.Agents.ListAsync(new AgentFilter { Name = part }, new PageRequest(), default)).Items.Count);
    }
}
