using Orchestrator.Contracts.Agents;
using Orchestrator.Contracts.Conversations;
using Orchestrator.Contracts.Groups;
using Orchestrator.Contracts.Identifiers;

namespace Orchestrator.Grains.Tests.Delivery;

/// <summary>Who there is, and what can be sent to.</summary>
internal static class Targets
{
    public const int Agents = 5;
    public const int Teams = 2;

    /// <summary>Each agent; two conversations, to all and to one there; each team; any one of each team.</summary>
    public const int Count = Agents + 4 + (2 * Teams);

    public static AgentId Agent(int number) => AgentId.Parse($"a{number % Agents}");

    public static AgentGroup Team(int number) => AgentGroup.Parse($"team:t{number % Teams}", "team");

    public static string Conversation(int number) => $"c{number % 2}";

    /// <summary>Where a message to a target goes, and whether without naming a conversation.</summary>
    public static (string Conversation, Recipients? To, bool Direct) Of(AgentId from, int target)
    {
        switch (target)
        {
            case < Agents:
                Recipients one = Agent(target);
                return (ConversationId.Of(from, one).Value, one, true);
            case < Agents + 2:
                return (Conversation(target - Agents), null, false);
            case < Agents + 4:
                return (Conversation(target - Agents), Agent(from.Value[1] + target), false);
            default:
                AgentGroup team = Team(target - Agents);
                Recipients to = target < Agents + 4 + Teams ? team : Recipients.AnyMemberOf(team);
                return (team.ConversationId.Value, to, true);
        }
    }

    public static RegisterAgent Registration(int agent, int team) =>
        new() { Name = Agent(agent).Value, Type = "worker", Team = Team(team).Name };
}
