using System.Globalization;
using System.Text;

namespace Orchestrator.Cli.Api;

/// <summary>Makes paths with escaped segments and a query of what is given.</summary>
internal sealed class HostPath
{
    private readonly StringBuilder _text;
    private char _separator = '?';

    private HostPath(string path) => _text = new StringBuilder(path);

    /// <summary>Begins with segments; each is escaped.</summary>
    public static HostPath Of(params ReadOnlySpan<string> segments)
    {
        var path = new HostPath(Uri.EscapeDataString(segments[0]));
        foreach (string segment in segments[1..]) path._text.Append('/').Append(Uri.EscapeDataString(segment));
        return path;
    }

    /// <summary>Adds a parameter unless it is absent.</summary>
    public HostPath With(string name, string? value)
    {
        if (value is null) return this;
        _text.Append(_separator).Append(name).Append('=').Append(Uri.EscapeDataString(value));
        _separator = '&';
        return this;
    }

    /// <summary>Adds a parameter unless it is absent.</summary>
    public HostPath With(string name, long? value) => With(name, value?.ToString(CultureInfo.InvariantCulture));

    /// <inheritdoc/>
    public override string ToString() => _text.ToString();
}
