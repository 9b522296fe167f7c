using System.Text.Json;
using Orchestrator.Cli.Output;

namespace Orchestrator.Cli.Commands.Operations;

/// <summary>How far a host's tables are behind its journal, in words.</summary>
internal static class TablesLag
{
    /// <summary>In commits where the host counts them, else in time: positions on PostgreSQL have gaps.</summary>
    /// <param name="projection">What the host says of its tables.</param>
    public static string Of(JsonElement projection) => Texts.Of(projection, "lag") is { } commits
        ? $"{commits} behind"
        : $"{Texts.Of(projection, "lagSeconds") ?? "?"} s behind";
}
