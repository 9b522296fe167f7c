namespace Orchestrator.Reporting.Tests.Support;

/// <summary>A folder of the test's own.</summary>
internal sealed class TempFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("reporting-tests-").FullName;

    public string File => System.IO.Path.Combine(Path, ReportingOptions.FileName);

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
