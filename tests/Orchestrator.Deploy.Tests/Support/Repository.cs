namespace Orchestrator.Deploy.Tests.Support;

/// <summary>The files that are tested.</summary>
internal static class Repository
{
    /// <summary>Its root.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>A path below <c>deploy</c>.</summary>
    public static string Deploy(params ReadOnlySpan<string> path) => Path.Combine([Root, "deploy", .. path]);

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "OrleansOrchestrator.sln")))
            folder = folder.Parent ?? throw new InvalidOperationException($"no OrleansOrchestrator.sln above {AppContext.BaseDirectory}");
        return folder.FullName;
    }
}
