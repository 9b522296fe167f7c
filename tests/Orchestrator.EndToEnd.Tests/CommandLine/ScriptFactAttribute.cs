namespace Orchestrator.EndToEnd.Tests.CommandLine;

/// <summary>A test that needs a terminal, which the program <c>script</c> of util-linux makes.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ScriptFactAttribute : FactAttribute
{
    /// <summary>Passes the test over where there is none.</summary>
    public ScriptFactAttribute()
    {
        string path = Environment.GetEnvironmentVariable("PATH") ?? string.Empty;
        if (!path.Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, "script"))))
            Skip = "this test needs the program script: apt-get install -y bsdutils";
    }
}
