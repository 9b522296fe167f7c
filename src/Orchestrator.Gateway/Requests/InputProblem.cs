using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Orchestrator.Gateway.Problems;

namespace Orchestrator.Gateway.Requests;

/// <summary>Says of a body that could not be read which field is wrong and what is allowed there.</summary>
internal static class InputProblem
{
    /// <summary>The problem.</summary>
    /// <param name="error">The serializer's error.</param>
    /// <param name="body">The body.</param>
    /// <param name="shape">What the body was to be.</param>
    public static Problem Of(JsonException error, ReadOnlySpan<byte> body, JsonTypeInfo shape)
    {
        IReadOnlyList<string> path = JsonPath.Split(error.Path);
        string? field = JsonPath.Join(path);
        if (HalfSurrogate.IsIn(body)) return Invalid(field, HalfSurrogate.Refusal);
        JsonDocument document;
        try
        {
            document = JsonDocument.Parse(body.ToArray(), new JsonDocumentOptions { MaxDepth = shape.Options.MaxDepth });
        }
        catch (JsonException malformed)
        {
            return Invalid(field, $"is not well-formed JSON: {Sentence(malformed.Message)}");
        }

        using (document)
            return Explain(error, InputPlace.Find(path, document.RootElement, shape), path);
    }

    /// <summary>The problem of an object that does not say of which kind it is, which the serializer tells in another way.</summary>
    /// <inheritdoc cref="Of(JsonException, ReadOnlySpan{byte}, JsonTypeInfo)"/>
    public static Problem Of(NotSupportedException error, ReadOnlySpan<byte> body, JsonTypeInfo shape)
    {
        const string before = " Path: ";
        int start = error.Message.IndexOf(before, StringComparison.Ordinal);
        string path = start < 0 ? "$" : error.Message[(start + before.Length)..];
        int end = path.IndexOf(" | ", StringComparison.Ordinal);
        return Of(new JsonException(error.Message, end < 0 ? path : path[..end], lineNumber: null, bytePositionInLine: null), body, shape);
    }

    private static Problem Explain(JsonException error, InputPlace place, IReadOnlyList<string> path)
    {
        string? field = JsonPath.Join(path);
        if (place.MissingKind() is { } kind) return Invalid(JsonPath.Join([.. path, kind.Field]), $"must be one of: {kind.Allowed}");
        if (place.Unknown) return Invalid(field, "is not a field here");
        if (place.MissingField() is { } missing) return Invalid(JsonPath.Join([.. path, missing]), "is required");
        if (place.Value.ValueKind == JsonValueKind.Null) return Invalid(field, $"must be {place.Expected}, not null");

        // What a contract's own converter says is written for callers; the serializer's words name types of the program.
        string message = error.Message;
        if (message.StartsWith("Duplicate", StringComparison.Ordinal)) return Invalid(field, "has a field twice, or stands twice itself");
        return Invalid(field, message.StartsWith("must ", StringComparison.Ordinal) ? message : $"must be {place.Expected}");
    }

    private static Problem Invalid(string? field, string what) => Problem.Invalid($"{field ?? "the body"}: {what}", field);

    private static string Sentence(string message)
    {
        int end = message.IndexOf(" Path: ", StringComparison.Ordinal);
        return end < 0 ? message : message[..end];
    }
}
