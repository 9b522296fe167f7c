using System.Diagnostics;

namespace Orleans.Diagnostics;

/// <summary>The names of the sources of spans.</summary>
public static class ActivitySources
{
    /// <summary>Spans of calls of the application's grains.</summary>
    public const string ApplicationGrainActivitySourceName = "Microsoft.Orleans.Application";

    /// <summary>Spans of calls of the runtime's own interfaces.</summary>
    public const string RuntimeActivitySourceName = "Microsoft.Orleans.Runtime";

    /// <summary>All of them.</summary>
    public const string AllActivitySourceName = "Microsoft.Orleans.*";

    internal static readonly ActivitySource ApplicationGrainSource = new(ApplicationGrainActivitySourceName, "1.2.0");
    internal static readonly ActivitySource RuntimeGrainSource = new(RuntimeActivitySourceName, "2.1.0");
}
