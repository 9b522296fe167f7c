using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Orchestrator.Contracts.Identifiers;
using Orchestrator.Contracts.Mailboxes;

namespace Orchestrator.Contracts.Serialization;

/// <summary>The JSON settings that all rooms share.</summary>
public static class OrchestratorJson
{
    /// <summary>The deepest nesting that a caller may send (http-api).</summary>
    public const int MaxInputDepth = 64;

    // What is at most MaxInputDepth deep comes to stand inside events, pages and envelopes.
    private const int MaxDepth = MaxInputDepth + 16;

    /// <summary>The journal, snapshots and calls between processes: null fields are left out.</summary>
    public static JsonSerializerOptions Journal { get; } = Create(options =>
    {
        options.DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull;

        // 1e400 is well-formed JSON and an infinite number. A command that has one is written, to be told from another and to
        // reach its grain, before the grain refuses it.
        options.NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals;
        options.Converters.Add(new JsonElementConverter());
        options.Converters.Add(new ListConverter<MessageId>(new IdentifierConverter<MessageId>()));
        options.Converters.Add(new ListConverter<MessageReference>(new MessageReferenceConverter()));
    });

    /// <summary>HTTP answers: null fields stand there, so that every shape has all its fields.</summary>
    public static JsonSerializerOptions Http { get; } = Create(_ => { });

    /// <summary>HTTP commands: unknown fields, nulls for required ones and deep nesting are refused.</summary>
    public static JsonSerializerOptions Input { get; } = Create(options =>
    {
        options.MaxDepth = MaxInputDepth;
        options.Converters.Add(new JsonElementConverter());
        options.UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow;
        options.RespectNullableAnnotations = true;
        options.AllowDuplicateProperties = false;
        options.AllowOutOfOrderMetadataProperties = true; // which command it is may stand anywhere in it
    });

    private static JsonSerializerOptions Create(Action<JsonSerializerOptions> configure)
    {
        // The relaxed encoder writes text as it is, not as \u escapes: smaller, and readable in SQL. Answers are served
        // as application/json, never inside HTML.
        var options = new JsonSerializerOptions(OrchestratorJsonContext.Default.Options)
        {
            TypeInfoResolver = OrchestratorJsonContext.Default.WithAddedModifier(DeclaredDefaults.Keep),
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
            MaxDepth = MaxDepth,
        };
        configure(options);
        options.MakeReadOnly();
        return options;
    }
}
