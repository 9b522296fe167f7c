using System.Text;
using System.Text.Json;
using Orchestrator.Fuzz.Http;

namespace Orchestrator.Fuzz.Mcp;

/// <summary>What every answer of the MCP face must be.</summary>
internal static class McpOracle
{
    private const int InternalError = -32603;

    /// <summary>Judges an answer over HTTP.</summary>
    /// <returns>What is wrong with it; null when nothing is.</returns>
    public static string? Judge(HttpReply reply)
    {
        if (reply.TimedOut) return $"no answer within {HttpTarget.Bound.TotalSeconds:N0} s";
        if (reply.Status is not { } status) return $"no answer: {reply.Failure}";
        string text = Encoding.UTF8.GetString(reply.Body);
        if ((int)status >= 500) return $"answered {(int)status}: {text}";
        if (reply.MediaType == "text/event-stream") return text.Split('\n').Where(line => line.StartsWith("data:", StringComparison.Ordinal)).Select(line => JudgeMessage(line[5..])).FirstOrDefault(wrong => wrong is not null);
        return reply.MediaType == "application/json" && (int)status < 400 ? JudgeMessage(text) : null;
    }

    /// <summary>Judges one message of a server; a stream's last one may be cut.</summary>
    public static string? JudgeMessage(string text)
    {
        try
        {
            using JsonDocument message = JsonDocument.Parse(text);
            if (message.RootElement.ValueKind != JsonValueKind.Object) return null;
            if (message.RootElement.TryGetProperty("error", out JsonElement error) && error.TryGetProperty("code", out JsonElement code) && code.GetInt32() == InternalError)
                return $"says to have failed: {text}";
            if (message.RootElement.TryGetProperty("result", out JsonElement result) && result.ValueKind == JsonValueKind.Object && result.TryGetProperty("isError", out JsonElement failed) && failed.ValueKind == JsonValueKind.True
                && result.TryGetProperty("content", out JsonElement content) && content.ValueKind == JsonValueKind.Array && content.GetArrayLength() > 0
                && content[0].TryGetProperty("text", out JsonElement words) && words.GetString() is { } said
                && (said.StartsWith("internal", StringComparison.Ordinal) || said.Contains("An error occurred", StringComparison.Ordinal) || said.Contains("Exception", StringComparison.Ordinal)))
                return $"the tool says to have failed: {said}";
            return null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
