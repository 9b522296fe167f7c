using System.Diagnostics;

namespace Orchestrator.EndToEnd.Tests.Samples;

/// <summary>A git repository of the test's own.</summary>
internal sealed class GitRepository
{
    private readonly string _folder;

    private GitRepository(string folder) => _folder = folder;

    public static async Task<GitRepository> CreateAsync(string folder)
    {
        Directory.CreateDirectory(folder);
        var repository = new GitRepository(folder);
        await repository.GitAsync("init", "--quiet", "--initial-branch=main");
        return repository;
    }

    public async Task CommitAsync(string message, params (string Path, string Content)[] files)
    {
        foreach ((string path, string content) in files)
        {
            string file = Path.Combine(_folder, path);
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            await File.WriteAllTextAsync(file, content);
        }

        await GitAsync("add", "--all");
        await GitAsync("-c", "user.name=Test", "-c", "user.email=test@example.org", "-c", "commit.gpgsign=false", "commit", "--quiet", "-m", message);
    }

    private async Task GitAsync(params string[] arguments)
    {
        using Process git = Process.Start(new ProcessStartInfo("git", ["-C", _folder, .. arguments]) { UseShellExecute = false, RedirectStandardError = true })!;
        string error = await git.StandardError.ReadToEndAsync();
        await git.WaitForExitAsync();
        Assert.True(git.ExitCode == 0, $"git {string.Join(' ', arguments)}: {error}");
    }
}
