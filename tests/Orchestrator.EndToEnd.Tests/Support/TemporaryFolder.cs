namespace Orchestrator.EndToEnd.Tests.Support;

/// <summary>A folder of one test's own, gone afterwards.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    public string FullPath { get; } = Directory.CreateTempSubdirectory("orchestrator-e2e-").FullName;

    /// <summary>The host's folder in it; the host creates it.</summary>
    public string Data => Path.Combine(FullPath, "data");

    public void Dispose() => Directory.Delete(FullPath, recursive: true);
}
