using System.Diagnostics;

namespace Orchestrator.Client.Tests.Samples;

/// <summary>A real git repository in a folder of its own.</summary>
public sealed class GitFixture : IDisposable
{
    public GitFixture()
    {
        Git("init", "--quiet", "--initial-branch=main");
        Git("config", "user.name", "Tester");
        Git("config", "user.email", "tester@example.com");
        Git("config", "commit.gpgsign", "false");
    }

    public string Folder { get; } = Directory.CreateTempSubdirectory("orchestrator-review-").FullName;

    public GitFixture Write(string path, string content)
    {
        string file = Path.Combine(Folder, path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, content);
        return this;
    }

    public GitFixture Delete(string path)
    {
        File.Delete(Path.Combine(Folder, path));
        return this;
    }

    public GitFixture Commit(string message)
    {
        Git("add", "--all");
        Git("commit", "--quiet", "--allow-empty", "--message", message);
        return this;
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);

    private void Git(params string[] arguments)
    {
        using Process git = Process.Start(new ProcessStartInfo("git", ["-C", Folder, .. arguments])
        {
            UseShellExecute = false,
            RedirectStandardError = true,
        })!;
        string error = git.StandardError.ReadToEnd();
        git.WaitForExit();
        if (git.ExitCode != 0) throw new InvalidOperationException($"git {arguments[0]}: {error}");
    }
}
