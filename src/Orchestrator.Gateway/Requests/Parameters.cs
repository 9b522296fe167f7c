using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.OpenApi;
using Orchestrator.Contracts.Errors;
using Orchestrator.Contracts.Identifiers;
using Orchestrator.Contracts.Serialization;
using Orchestrator.Contracts.Validation;

namespace Orchestrator.Gateway.Requests;

/// <summary>The kinds of query parameters.</summary>
internal static class Parameters
{
    /// <summary>A whole number.</summary>
    public static QueryParameter<int> Integer(string name, string description, int min, int max, int absent) => new(
        name,
        description,
        () => Number(JsonSchemaType.Integer, min, max, absent),
        absent,
        text => int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int value)
            && value >= min && value <= max
            ? value
            : throw new ValidationException(name, $"must be a whole number from {min} to {max}"));

    /// <summary>An incarnation of an agent.</summary>
    public static QueryParameter<long?> Epoch(string description) => new(
        "epoch",
        description,
        () => new OpenApiSchema { Type = JsonSchemaType.Integer, Format = "int64", Minimum = "1" },
        null,
        text => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long value) && value > 0
            ? value
            : throw new ValidationException("epoch", "must be a whole number from 1"));

    /// <summary>A position in the journal.</summary>
    public static QueryParameter<long> Position(string name, string description) => new(
        name,
        description,
        () => new OpenApiSchema { Type = JsonSchemaType.Integer, Format = "int64", Minimum = "0" },
        0,
        text => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long value)
            ? value
            : throw new ValidationException(name, $"must be a journal position: a whole number from 0 to {long.MaxValue}"));

    /// <summary>A time in seconds; fractions are allowed.</summary>
    public static QueryParameter<TimeSpan> Seconds(string name, string description, double min, double max, double absent) => new(
        name,
        description,
        () => Number(JsonSchemaType.Number, min, max, absent),
        TimeSpan.FromSeconds(absent),
        text => double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double value)
            && value >= min && value <= max
            ? TimeSpan.FromSeconds(value)
            : throw new ValidationException(name, $"must be a number of seconds from {min} to {max}"));

    /// <summary>Yes or no.</summary>
    public static QueryParameter<bool> Flag(string name, string description, bool absent) => new(
        name,
        description,
        () => new OpenApiSchema { Type = JsonSchemaType.Boolean, Default = JsonValue.Create(absent) },
        absent,
        text => bool.TryParse(text, out bool value) ? value : throw new ValidationException(name, "must be true or false"));

    /// <summary>A text.</summary>
    public static QueryParameter<string?> Text(string name, string description, int maxLength) => new(
        name,
        description,
        () => new OpenApiSchema { Type = JsonSchemaType.String, MinLength = 1, MaxLength = maxLength },
        null,
        text => text.Length > 0 && text.Length <= maxLength
            ? text
            : throw new ValidationException(name, $"must have 1 to {maxLength} characters"));

    /// <summary>An identifier.</summary>
    public static QueryParameter<T?> Id<T>(string name, string description)
        where T : struct, IIdentifier<T> => new(
            name,
            description,
            () => new OpenApiSchema { Type = JsonSchemaType.String, MinLength = 1, MaxLength = IdentifierText.MaxLength },
            null,
            text => T.Parse(text, name));

    /// <summary>A project, by its folder.</summary>
    public static QueryParameter<ProjectPath?> Project(string description) => new(
        "project",
        description,
        () => new OpenApiSchema { Type = JsonSchemaType.String, MinLength = 1, MaxLength = Check.MaxPathLength },
        null,
        text => ProjectPath.Parse(text));

    /// <summary>Yes, no, or it does not matter.</summary>
    public static QueryParameter<bool?> Flag(string name, string description) => new(
        name,
        description,
        () => new OpenApiSchema { Type = JsonSchemaType.Boolean },
        null,
        text => bool.TryParse(text, out bool value) ? value : throw new ValidationException(name, "must be true or false"));

    /// <summary>A word of an enumeration.</summary>
    public static QueryParameter<T?> Word<T>(string name, string description)
        where T : struct, Enum => new(
            name,
            description,
            () => new OpenApiSchema
            {
                Type = JsonSchemaType.String,
                Enum = [.. Enum.GetValues<T>().Select(value => (JsonNode)Words<T>.Of(value))],
            },
            null,
            text => Words<T>.Parse(text, name));

    private static OpenApiSchema Number(JsonSchemaType type, double min, double max, double absent) => new()
    {
        Type = type,
        Minimum = min.ToString(CultureInfo.InvariantCulture),
        Maximum = max.ToString(CultureInfo.InvariantCulture),
        Default = JsonValue.Create(absent),
    };
}
