using System.Buffers;
using System.Runtime.InteropServices;
using System.Text.Json;
using Orchestrator.Contracts.Errors;

namespace Orchestrator.Contracts.Validation;

/// <summary>The rules that fields of commands share. Each throws a <see cref="ValidationException"/> that names the field.</summary>
public static class Check
{
    /// <summary>The most bytes of a JSON document that a caller supplies (256 KiB).</summary>
    public const int MaxJsonBytes = 256 * 1024;

    /// <summary>The most characters of a path.</summary>
    public const int MaxPathLength = 4096;

    /// <summary>The most entries of a list of short texts.</summary>
    public const int MaxListLength = 100;

    private static readonly SearchValues<char> WordCharacters =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.-");

    /// <summary>A text that may be absent, but not longer than allowed.</summary>
    public static void OptionalText(string? value, string field, int maxLength)
    {
        if (value?.Length > maxLength)
            throw new ValidationException(field, $"must have at most {maxLength} characters, has {value.Length}");
    }

    /// <summary>A text that must be there and not blank.</summary>
    public static void RequiredText(string? value, string field, int maxLength)
    {
        if (string.IsNullOrWhiteSpace(value))
            throw new ValidationException(field, $"is required: 1 to {maxLength} characters");
        OptionalText(value, field, maxLength);
    }

    /// <summary>A caller's own word, such as a type: 1 to 64 of letters, digits, <c>_ . -</c>.</summary>
    public static void Word(string? value, string field)
    {
        if (value is null || value.Length is 0 or > 64 || value.AsSpan().ContainsAnyExcept(WordCharacters))
            throw new ValidationException(field, "must be 1 to 64 of A-Z a-z 0-9 _ . -");
    }

    /// <summary>A list of short texts, such as capabilities or tags.</summary>
    public static void Texts(IReadOnlyList<string>? values, string field, int maxLength = 200)
    {
        if (values is null) return;
        if (values.Count > MaxListLength)
            throw new ValidationException(field, $"must have at most {MaxListLength} entries, has {values.Count}");
        for (int i = 0; i < values.Count; i++)
            RequiredText(values[i], $"{field}[{i}]", maxLength);
    }

    /// <summary>A whole number within limits.</summary>
    public static void Range(long? value, string field, long min, long max)
    {
        if (value < min || value > max)
            throw new ValidationException(field, $"must be {min} to {max}, is {value}");
    }

    /// <summary>A number that is finite and within limits.</summary>
    public static void Range(double? value, string field, double min, double max)
    {
        if (value is { } number && !(number >= min && number <= max))
            throw new ValidationException(field, $"must be {min} to {max}, is {number}");
    }

    /// <summary>A duration within limits.</summary>
    public static void Range(TimeSpan value, string field, TimeSpan min, TimeSpan max)
    {
        if (value < min || value > max)
            throw new ValidationException(field, $"must be {min.TotalSeconds} to {max.TotalSeconds} seconds, is {value.TotalSeconds}");
    }

    /// <summary>A JSON value of a caller's: at most <see cref="MaxJsonBytes"/>, all its strings real Unicode.</summary>
    public static void Json(JsonElement? value, string field)
    {
        if (value is not { } element) return;
        if (element.ValueKind == JsonValueKind.Undefined) throw new ValidationException(field, "must be a JSON value");
        ReadOnlySpan<byte> bytes = JsonMarshal.GetRawUtf8Value(element);
        if (bytes.Length > MaxJsonBytes)
            throw new ValidationException(field, $"must have at most {MaxJsonBytes} bytes as JSON, has {bytes.Length}");
        if (bytes.Contains((byte)'\\')) CheckEscapes(bytes, field);
    }

    /// <summary>As <see cref="Json"/>, and the value is an object.</summary>
    public static void JsonObject(JsonElement? value, string field)
    {
        if (value is { } element && element.ValueKind != JsonValueKind.Object)
            throw new ValidationException(field, "must be a JSON object");
        Json(value, field);
    }

    // "\ud800" is well-formed JSON but no text: it could be stored and never be read again as a string.
    private static void CheckEscapes(ReadOnlySpan<byte> json, string field)
    {
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = 128 });
        try
        {
            while (reader.Read())
            {
                if (reader.TokenType is JsonTokenType.String or JsonTokenType.PropertyName && reader.ValueIsEscaped)
                    _ = reader.GetString();
            }
        }
        catch (InvalidOperationException)
        {
            throw new ValidationException(field, "has a \\u escape that is half of a surrogate pair");
        }
    }
}
