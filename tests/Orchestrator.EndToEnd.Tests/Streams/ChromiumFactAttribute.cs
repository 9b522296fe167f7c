namespace Orchestrator.EndToEnd.Tests.Streams;

/// <summary>A test that needs a real browser.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ChromiumFactAttribute : FactAttribute
{
    /// <summary>Passes the test over where there is none.</summary>
    public ChromiumFactAttribute()
    {
        string path = Environment.GetEnvironmentVariable("PATH") ?? string.Empty;
        if (!path.Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, "chromium"))))
            Skip = "this test needs a browser: apt-get install -y chromium";
    }
}
