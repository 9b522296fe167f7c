using System.Text.Json;
using Orchestrator.Contracts.Conversations;
using Orchestrator.Contracts.Serialization;
using Orchestrator.Reporting.Store;

namespace Orchestrator.Reporting.Conversations;

/// <summary>Who a message is for, as <c>messages.receiver</c> has it: an agent, a group, or for a list a JSON array.</summary>
internal static class RecipientsColumn
{
    public static string Of(Recipients recipients) => recipients.Agents.Count > 1
        ? JsonSerializer.Serialize(recipients, OrchestratorJson.Journal)
        : recipients.ToString();

    public static Recipients? OptionalRecipients(this SqliteStatement row, int column) => row.OptionalText(column) switch
    {
        null => null,
        ['[', ..] list => JsonSerializer.Deserialize<Recipients>(list, OrchestratorJson.Journal),
        { } one => Recipients.Parse(one),
    };
}
