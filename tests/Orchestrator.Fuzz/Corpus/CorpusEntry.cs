using System.Text;
using System.Text.Json;
using Orchestrator.Fuzz.Http;

namespace Orchestrator.Fuzz.Corpus;

/// <summary>
/// A request that is kept, as a file: readable where its body is text. All of them are sent again before anything new is tried.
/// </summary>
/// <param name="Operation">The operation that it is for, or <c>mcp</c>.</param>
/// <param name="Method">The method.</param>
/// <param name="Target">Path and query.</param>
/// <param name="Headers">Names and values.</param>
/// <param name="Text">The body, where it is UTF-8.</param>
/// <param name="Base64">The body, where it is not.</param>
/// <param name="Found">What it found when it was kept; null when it is kept for what it reaches.</param>
/// <param name="Leads">What is sent before it.</param>
internal sealed record CorpusEntry(string Operation, string Method, string Target, IReadOnlyList<string[]> Headers, string? Text, string? Base64, string? Found, IReadOnlyList<CorpusEntry>? Leads)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true, NewLine = "\n", DefaultIgnoreCondition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull };
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public static CorpusEntry Of(HttpInput input, string? found)
    {
        string? text = null;
        try
        {
            text = input.Body is null ? null : Strict.GetString(input.Body);
        }
        catch (DecoderFallbackException)
        {
            // Kept as base64.
        }

        return new(input.Operation, input.Method, input.Target, [.. input.Headers.Select(header => new[] { header.Key, header.Value })], text, text is null && input.Body is not null ? Convert.ToBase64String(input.Body) : null, found,
            input.Leads.Count == 0 ? null : [.. input.Leads.Select(lead => Of(lead, null))]);
    }

    public HttpInput ToInput() => new()
    {
        Operation = Operation,
        Method = Method,
        Target = Target,
        Headers = [.. Headers.Select(header => KeyValuePair.Create(header[0], header[1]))],
        Leads = [.. (Leads ?? []).Select(lead => lead.ToInput())],
        Body = Text is not null ? Encoding.UTF8.GetBytes(Text) : Base64 is not null ? Convert.FromBase64String(Base64) : null,
    };

    public static IEnumerable<(string Name, CorpusEntry Entry)> ReadAll(string folder) => Directory.Exists(folder)
        ? Directory.EnumerateFiles(folder, "*.json", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
            .Select(file => (Path.GetRelativePath(folder, file), JsonSerializer.Deserialize<CorpusEntry>(File.ReadAllText(file), Json)!))
        : [];

    public void Write(string file)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, JsonSerializer.Serialize(this, Json) + "\n");
    }
}
