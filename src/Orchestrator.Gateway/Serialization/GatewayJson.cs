using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Orchestrator.Contracts.Serialization;

namespace Orchestrator.Gateway.Serialization;

/// <summary>The contracts' JSON settings, with the shapes that only HTTP has.</summary>
internal static class GatewayJson
{
    /// <summary>Answers.</summary>
    public static JsonSerializerOptions Answers { get; } = With(OrchestratorJson.Http);

    /// <summary>Bodies of commands.</summary>
    public static JsonSerializerOptions Inputs { get; } = With(OrchestratorJson.Input);

    /// <summary>Problems: what is not known of one is left out.</summary>
    public static JsonTypeInfo<Problems.Problem> Problem { get; } =
        (JsonTypeInfo<Problems.Problem>)With(OrchestratorJson.Journal).GetTypeInfo(typeof(Problems.Problem));

    private static JsonSerializerOptions With(JsonSerializerOptions contracts)
    {
        var options = new JsonSerializerOptions(contracts);
        options.TypeInfoResolver = JsonTypeInfoResolver.Combine(
            contracts.TypeInfoResolver, GatewayJsonContext.Default.WithAddedModifier(DeclaredDefaults.Keep));
        options.MakeReadOnly();
        return options;
    }

    /// <summary>The shape of one kind of answer, found once.</summary>
    internal static class Answer<T>
    {
        public static readonly JsonTypeInfo<T> Shape = (JsonTypeInfo<T>)Answers.GetTypeInfo(typeof(T));
    }

    /// <summary>The shape of one kind of body, found once.</summary>
    internal static class Input<T>
    {
        public static readonly JsonTypeInfo<T> Shape = (JsonTypeInfo<T>)Inputs.GetTypeInfo(typeof(T));
    }
}
