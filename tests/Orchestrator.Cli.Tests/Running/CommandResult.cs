using System.Text.Json;

namespace Orchestrator.Cli.Tests.Running;

/// <summary>How a command ended and what it printed.</summary>
public sealed record CommandResult(int Code, string Out, string Error)
{
    /// <summary>The one line that was printed.</summary>
    public string Line => Out.TrimEnd('\n');

    /// <summary>What was printed, read as JSON.</summary>
    public JsonElement Json
    {
        get
        {
            using JsonDocument document = JsonDocument.Parse(Out);
            return document.RootElement.Clone();
        }
    }
}
