using System.Diagnostics;
using Orchestrator.EndToEnd.Tests.Support;

namespace Orchestrator.EndToEnd.Tests.Guard;

/// <summary>A git repository of the test's own, in which agents commit.</summary>
internal sealed class GuardedRepository
{
    private GuardedRepository(string folder) => Folder = folder;

    public string Folder { get; }

    public string Hook => Path.Combine(Folder, ".git", "hooks", "pre-commit");

    public static async Task<GuardedRepository> CreateAsync(string folder)
    {
        Directory.CreateDirectory(folder);
        var repository = new GuardedRepository(folder);
        await repository.GitAsync("init", "--quiet", "--initial-branch=main");
        return repository;
    }

    public void Write(string path, string content)
    {
        string file = Path.Combine(Folder, path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, content);
    }

    public void WriteHook(string file, string script)
    {
        if (OperatingSystem.IsWindows()) throw new PlatformNotSupportedException("these tests need a shell");
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, $"#!/bin/sh\n{script}\n");
        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    /// <summary>Writes files and commits all that changed, as an agent.</summary>
    public async Task<Ended> CommitAsync(string? agent, params string[] paths)
    {
        foreach (string path in paths) Write(path, Guid.NewGuid().ToString());
        await GitAsync("add", "--all");
        return await CommitStagedAsync(agent);
    }

    public Task<Ended> CommitStagedAsync(string? agent) => TryGitAsync(agent, "commit", "--quiet", "-m", "Change");

    public async Task<GuardedRepository> AddWorktreeAsync(string folder)
    {
        await GitAsync("worktree", "add", "--quiet", "-b", "linked", folder);
        return new GuardedRepository(folder);
    }

    public async Task<string> GitAsync(params string[] arguments)
    {
        Ended ended = await TryGitAsync(null, arguments);
        Assert.True(ended.ExitCode == 0, $"git {string.Join(' ', arguments)}: {ended}");
        return ended.Output.TrimEnd();
    }

    private async Task<Ended> TryGitAsync(string? agent, params string[] arguments)
    {
        var start = new ProcessStartInfo("git", ["-C", Folder, "-c", "user.name=Test", "-c", "user.email=test@example.org", "-c", "commit.gpgsign=false", .. arguments])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["GIT_CONFIG_GLOBAL"] = "/dev/null";
        start.Environment["GIT_CONFIG_NOSYSTEM"] = "1";
        start.Environment.Remove("ORCHESTRATOR_URL");
        start.Environment.Remove("ORCHESTRATOR_AGENT");
        if (agent is not null) start.Environment["ORCHESTRATOR_AGENT"] = agent;
        using Process git = Process.Start(start)!;
        Task<string> output = git.StandardOutput.ReadToEndAsync(), error = git.StandardError.ReadToEndAsync();
        await git.WaitForExitAsync().WaitAsync(ChildProgram.Patience);
        return new Ended(git.ExitCode, await output, await error);
    }
}
