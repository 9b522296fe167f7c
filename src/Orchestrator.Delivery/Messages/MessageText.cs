using System.Text.Json;
using Orchestrator.Contracts.Conversations;

namespace Orchestrator.Delivery.Messages;

/// <summary>A message as text for a terminal or an input field.</summary>
internal static class MessageText
{
    /// <summary>The longest header template, in characters.</summary>
    public const int MaxHeaderLength = 500;

    /// <summary>The header line that deliveries have when none is configured.</summary>
    public const string DefaultHeader = "[message {id} from {from}]";

    /// <summary>
    /// The header's line, if there is one, and the content: itself if it is a string, else its JSON. Without control
    /// characters except newline and tab: an escape character could end the bracketed paste, or press keys.
    /// </summary>
    /// <param name="message">The message.</param>
    /// <param name="header">The first line, in which <c>{id}</c> and <c>{from}</c> are replaced; empty for none.</param>
    public static string Of(MessageView message, string header)
    {
        string content = WithoutControls(Content(message.Content));
        return header.Length == 0 ? content : $"{Line(header, message)}\n{content}";
    }

    /// <summary>Whether a header template can be used: at most one line of <see cref="MaxHeaderLength"/>, without controls.</summary>
    public static bool IsHeader(string? header) => header is { Length: <= MaxHeaderLength } && !header.Any(char.IsControl);

    // Ids have neither braces nor control characters, so nothing replaced can be replaced again.
    private static string Line(string header, MessageView message) =>
        header.Replace("{id}", message.Id.Value, StringComparison.Ordinal)
            .Replace("{from}", message.From.Value, StringComparison.Ordinal);

    private static string Content(JsonElement content)
    {
        if (content.ValueKind != JsonValueKind.String) return content.GetRawText();
        try
        {
            return content.GetString()!;
        }
        catch (InvalidOperationException)
        {
            // Half of a surrogate pair is valid JSON but no text; what was sent is still readable in its JSON.
            return content.GetRawText();
        }
    }

    // C1 controls count too: terminals read U+009B as ESC [.
    private static string WithoutControls(string text) =>
        text.Any(IsUnwanted) ? string.Concat(text.Where(c => !IsUnwanted(c))) : text;

    private static bool IsUnwanted(char c) => char.IsControl(c) && c is not ('\n' or '\t');
}
