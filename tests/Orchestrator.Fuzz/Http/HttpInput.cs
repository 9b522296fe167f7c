using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Orchestrator.Fuzz.Http;

/// <summary>One request, exactly as it is sent.</summary>
internal sealed partial record HttpInput
{
    /// <summary>The operation that it was made for, or <c>mcp</c>.</summary>
    public required string Operation { get; init; }

    public required string Method { get; init; }

    /// <summary>Path and query, escaped.</summary>
    public required string Target { get; init; }

    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; init; } = [];

    /// <summary>The body; null for none.</summary>
    public byte[]? Body { get; init; }

    /// <summary>What makes the things that it is about, sent before it.</summary>
    public IReadOnlyList<HttpInput> Leads { get; init; } = [];

    /// <summary>How long the caller stays, when it goes before the answer; null when it waits.</summary>
    public int? LeavesAfterMilliseconds { get; init; }

    /// <summary>The longest wait that it asks the host for, as far as it can be read, in seconds.</summary>
    public double AskedWait
    {
        get
        {
            string text = Target + (Body is null ? string.Empty : Encoding.UTF8.GetString(Body));
            return Waits().Matches(text).Select(match => double.TryParse(match.Groups["seconds"].ValueSpan, NumberStyles.Float, CultureInfo.InvariantCulture, out double seconds) ? seconds : 0).DefaultIfEmpty(0).Max();
        }
    }

    /// <summary>In words, for a report.</summary>
    public override string ToString()
    {
        var text = new StringBuilder($"{Operation}: {Method} {Cut(Target)}");
        foreach ((string name, string value) in Headers) text.Append(CultureInfo.InvariantCulture, $" [{name}: {Cut(value)}]");
        if (Body is not null) text.Append(' ').Append(Cut(Encoding.UTF8.GetString(Body)));
        return text.ToString();
    }

    private static string Cut(string text) => text.Length <= 600 ? text : $"{text[..600]}… ({text.Length})";

    [GeneratedRegex("""(?:wait=|(?:timeoutSeconds|timeout_seconds|wait_seconds)"\s*:\s*)(?<seconds>[-+0-9.eE]+)""", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Waits();
}
