using System.Globalization;
using System.Text;

namespace Orchestrator.Cli.Output;

/// <summary>
/// Text from agents made safe for a terminal: what would move the cursor, change colours or begin a new line is shown,
/// not done.
/// </summary>
internal static class Printable
{
    /// <summary>The text on one line.</summary>
    public static string Line(string text)
    {
        if (!text.Any(char.IsControl)) return text;
        var line = new StringBuilder(text.Length + 8);
        for (int i = 0; i < text.Length; i++)
        {
            switch (text[i])
            {
                case '\r' when i + 1 < text.Length && text[i + 1] == '\n': break;
                case '\n' or '\t': line.Append(' '); break;
                case { } c when char.IsControl(c): line.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}"); break;
                case { } c: line.Append(c); break;
            }
        }

        return line.ToString();
    }

    /// <summary>The text on one line, cut where it is too long.</summary>
    public static string Line(string text, int most)
    {
        string line = Line(text);
        return line.Length <= most ? line : $"{line[..(most - 1)]}…";
    }
}
