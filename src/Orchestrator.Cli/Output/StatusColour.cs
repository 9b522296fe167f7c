using Spectre.Console;

namespace Orchestrator.Cli.Output;

/// <summary>The colours of words that say how something is, where a person looks.</summary>
internal static class StatusColour
{
    /// <summary>The style of a value that stands under a name.</summary>
    /// <param name="name">The column or field; only some have colours.</param>
    /// <param name="value">The word.</param>
    public static Style Of(string name, string value) =>
        name.ToUpperInvariant() is "STATUS" or "LIVENESS" or "STATE" or "READY" or "PROJECTION.STATE" or "JOURNAL.WRITABLE" ? OfWord(value) : Style.Plain;

    private static Style OfWord(string word) => word switch
    {
        "active" or "alive" or "busy" or "running" or "completed" or "acknowledged" or "delivered" or "synced" or "true" or "yes" or "ok" or "in_progress"
            => new Style(Color.Green),
        "stalled" or "blocked" or "retrying" or "waiting" or "starting" or "warning" or "leased" or "exceeded" => new Style(Color.Yellow),
        "error" or "failed" or "dead_letter" or "terminated" or "stopped" or "broken" or "false" => new Style(Color.Red),
        "offline" or "inactive" or "archived" or "cancelled" or "expired" or "revoked" or "idle" => new Style(decoration: Decoration.Dim),
        _ => Style.Plain,
    };
}
