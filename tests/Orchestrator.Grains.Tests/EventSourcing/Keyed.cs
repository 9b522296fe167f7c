using System.Text.Json;
using Orchestrator.Contracts.Conversations;
using Orchestrator.Contracts.Identifiers;
using Orchestrator.Contracts.Journaling;
using Orchestrator.Contracts.Serialization;

namespace Orchestrator.Grains.Tests.EventSourcing;

/// <summary>Commands with a key, and answers as what is compared.</summary>
internal static class Keyed
{
    public static async Task<T> KeyedAsync<T>(string key, Func<Task<T>> call)
    {
        CallContext.IdempotencyKey = key;
        return await call();
    }

    public static SendMessage Message(string from, string to) => new()
    {
        From = AgentId.Parse(from),
        To = AgentId.Parse(to),
        Content = JsonSerializer.SerializeToElement("hello"),
    };

    public static string Text<T>(Committed<T> answer) =>
        JsonSerializer.Serialize(answer, OrchestratorJson.Journal);
}
