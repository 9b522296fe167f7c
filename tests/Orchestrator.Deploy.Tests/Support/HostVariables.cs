using System.Text.RegularExpressions;
using Orchestrator.Host;

namespace Orchestrator.Deploy.Tests.Support;

/// <summary>The variables of the environment that a host reads.</summary>
internal static partial class HostVariables
{
    // The OpenTelemetry library's own, of which these files use some.
    private static readonly string[] Telemetry = ["OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_PROTOCOL", "OTEL_SERVICE_NAME", "OTEL_RESOURCE_ATTRIBUTES"];
    private static readonly string[] Runtime = ["DOTNET_EnableDiagnostics"];

    /// <summary>Fails the test if a file names a variable that no host reads.</summary>
    public static void AssertKnown(IEnumerable<string> names)
    {
        IEnumerable<string> unknown = names.Where(name => !Telemetry.Contains(name, StringComparer.Ordinal)
            && !Runtime.Contains(name, StringComparer.Ordinal) && !IsOption(name));
        Assert.Empty(unknown);
    }

    /// <summary>The variables that a text sets or names.</summary>
    public static IEnumerable<string> In(string text) => Name().Matches(text).Select(match => match.Value).Distinct(StringComparer.Ordinal);

    private static bool IsOption(string name)
    {
        string[] parts = name.Split("__");
        return parts.Length >= 2 && parts[0] == OrchestratorHostOptions.Section && typeof(OrchestratorHostOptions).GetProperty(parts[1]) is not null;
    }

    [GeneratedRegex(@"\b(?:Orchestrator__\w+|OTEL_\w+)", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex Name();
}
