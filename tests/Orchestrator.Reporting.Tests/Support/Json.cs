using System.Text.Json;
using Orchestrator.Contracts.Serialization;

namespace Orchestrator.Reporting.Tests.Support;

/// <summary>Views hold JSON and lists, which compare by reference; their JSON compares by value.</summary>
internal static class Json
{
    public static string Of<T>(T value) => JsonSerializer.Serialize(value, OrchestratorJson.Http);

    public static JsonElement Parse(string json) => JsonElement.Parse(json);
}
