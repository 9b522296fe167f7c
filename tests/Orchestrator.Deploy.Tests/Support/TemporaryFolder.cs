namespace Orchestrator.Deploy.Tests.Support;

/// <summary>A folder of one test's own, gone afterwards.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    public string FullPath { get; } = Directory.CreateTempSubdirectory("orchestrator-deploy-").FullName;

    /// <summary>A path in it.</summary>
    public string At(params ReadOnlySpan<string> path) => Path.Combine([FullPath, .. path]);

    public void Dispose() => Directory.Delete(FullPath, recursive: true);
}
