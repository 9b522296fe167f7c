using System.Text.Json;
using Orchestrator.Contracts.Conversations;
using Orchestrator.Contracts.Identifiers;

namespace Orchestrator.Benchmarks.Load;

/// <summary>The messages that benchmarks send: 1 KB of words.</summary>
internal static class Messages
{
    private static readonly string[] Words =
        ["agent", "review", "branch", "merge", "conflict", "deploy", "latency", "journal", "mailbox", "lease", "retry", "token"];

    /// <summary>A content of 1,024 characters, another one for each number.</summary>
    public static JsonElement Content(int number)
    {
        var text = new System.Text.StringBuilder($"message {number}");
        for (int i = number; text.Length < 1_024; i++) text.Append(' ').Append(Words[i * 7 % Words.Length]).Append(i % 97);
        text.Length = 1_024;
        return JsonSerializer.SerializeToElement(text.ToString());
    }

    /// <summary>A hundred different contents, made beforehand.</summary>
    public static JsonElement[] Contents { get; } = [.. Enumerable.Range(0, 100).Select(Content)];

    public static SendMessage New(AgentId from, AgentId to, int number) =>
        new() { From = from, To = to, Content = Contents[number % Contents.Length] };
}
