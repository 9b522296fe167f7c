using Orchestrator.Contracts.Identifiers;

namespace Orchestrator.Cli.Git;

/// <summary>A git repository, seen from one of its work trees.</summary>
internal sealed class GitRepository
{
    private readonly GitProgram _git;

    private readonly string _folder;

    private GitRepository(string folder, string top, bool isLinked)
    {
        _folder = folder;
        Top = top;
        IsLinked = isLinked;
        _git = new GitProgram(top);
    }

    /// <summary>The folder of the work tree.</summary>
    public string Top { get; }

    /// <summary>Whether it is not the repository's main work tree.</summary>
    public bool IsLinked { get; }

    /// <summary>Finds the repository of a folder.</summary>
    /// <exception cref="FailedException">The folder is in no work tree.</exception>
    public static async Task<GitRepository> OpenAsync(string folder, CancellationToken cancellationToken)
    {
        if (!Directory.Exists(folder)) throw new FailedException($"there is no folder {folder}");
        (int code, string top, string error) = await new GitProgram(folder).TryAsync(
            cancellationToken, "rev-parse", "--path-format=absolute", "--show-toplevel", "--git-dir", "--git-common-dir");
        if (code != 0) throw new FailedException($"{Path.GetFullPath(folder)} is not in a work tree of git: {error.Trim()}");
        string[] lines = top.Split('\n');
        return new GitRepository(folder, lines[0].TrimEnd('\r'), lines[1] != lines[2]);
    }

    /// <summary>
    /// The project whose leases count: <c>orchestrator.project</c> of the configuration, else the main work tree. So agents
    /// in work trees of their own share the leases of one project.
    /// </summary>
    public async Task<ProjectPath> FindProjectAsync(CancellationToken cancellationToken)
    {
        if (await GetConfigAsync("orchestrator.project", cancellationToken) is { } configured)
            return ProjectPath.Parse(configured, "orchestrator.project");
        if (!IsLinked) return ProjectPath.Parse(Top);
        string trees = await _git.RunAsync(cancellationToken, "worktree", "list", "--porcelain", "-z");
        const string Mark = "worktree ";
        string main = trees.Split('\0')[0];
        return main.StartsWith(Mark, StringComparison.Ordinal)
            ? ProjectPath.Parse(main[Mark.Length..])
            : throw new FailedException("git does not say where the main work tree is; set it with 'git config orchestrator.project FOLDER'");
    }

    /// <summary>Where in the work tree the folder lies: names with slashes behind each; empty at its top.</summary>
    public Task<string> FindFolderAsync(CancellationToken cancellationToken) =>
        new GitProgram(_folder).LineAsync(cancellationToken, "rev-parse", "--show-prefix");

    /// <summary>
    /// What the next commit changes: also what it deletes, and both names of what it renames. In a merge, only what is not as
    /// on the other side: those changes were committed, and checked, there.
    /// </summary>
    public async Task<IReadOnlyList<string>> ListStagedAsync(CancellationToken cancellationToken)
    {
        HashSet<string> staged = await ListStagedAsync(null, cancellationToken);
        (int code, string merged, _) = await _git.TryAsync(cancellationToken, "rev-parse", "--quiet", "--verify", "MERGE_HEAD");
        if (code == 0) staged.IntersectWith(await ListStagedAsync(merged.Trim(), cancellationToken));
        return [.. staged.Order(StringComparer.Ordinal)];
    }

    /// <summary>The folder of its hooks, wherever the configuration has it.</summary>
    public Task<string> FindHooksAsync(CancellationToken cancellationToken) =>
        _git.LineAsync(cancellationToken, "rev-parse", "--path-format=absolute", "--git-path", "hooks");

    /// <summary>A value of the configuration; null when it is not set.</summary>
    public async Task<string?> GetConfigAsync(string key, CancellationToken cancellationToken)
    {
        (int code, string value, string error) = await _git.TryAsync(cancellationToken, "config", "--get", key);
        return code switch
        {
            0 => value.TrimEnd('\r', '\n') is { Length: > 0 } text ? text : null,
            1 => null,
            _ => throw new FailedException($"git config {key} can't be read: {error.Trim()}"),
        };
    }

    /// <summary>Whether a value of the configuration is set and true.</summary>
    public async Task<bool> IsSetAsync(string key, CancellationToken cancellationToken) =>
        await _git.TryAsync(cancellationToken, "config", "--type=bool", "--get", key) is (0, var value, _) && value.Trim() == "true";

    /// <summary>Sets a value for all work trees.</summary>
    public Task SetConfigAsync(string key, string value, CancellationToken cancellationToken) =>
        _git.RunAsync(cancellationToken, "config", "--local", key, value);

    /// <summary>Sets a value for this work tree alone, where it is a linked one or work trees have a configuration each.</summary>
    public async Task SetTreeConfigAsync(string key, string value, CancellationToken cancellationToken)
    {
        bool perTree = await IsSetAsync("extensions.worktreeConfig", cancellationToken);
        if (IsLinked && !perTree)
        {
            // git-worktree(1): these two would have to be moved to the main work tree's own file first.
            if (await IsSetAsync("core.bare", cancellationToken) || await GetConfigAsync("core.worktree", cancellationToken) is not null)
                throw new FailedException($"{key} can't be set for this work tree alone, because core.bare or core.worktree is set; use the variable ORCHESTRATOR_AGENT");
            await SetConfigAsync("extensions.worktreeConfig", "true", cancellationToken);
            perTree = true;
        }

        await _git.RunAsync(cancellationToken, "config", perTree ? "--worktree" : "--local", key, value);
    }

    /// <summary>Takes a value away, for all work trees and for this one.</summary>
    public async Task UnsetConfigAsync(string key, CancellationToken cancellationToken)
    {
        await _git.TryAsync(cancellationToken, "config", "--local", "--unset-all", key);
        if (await IsSetAsync("extensions.worktreeConfig", cancellationToken))
            await _git.TryAsync(cancellationToken, "config", "--worktree", "--unset-all", key);
    }

    private async Task<HashSet<string>> ListStagedAsync(string? than, CancellationToken cancellationToken)
    {
        string output = await _git.RunAsync(
            cancellationToken,
            ["diff", "--cached", "--name-only", "-z", "--no-renames", "--no-ext-diff", "--no-relative", .. than is null ? (string[])[] : [than]]);
        return output.Split('\0', StringSplitOptions.RemoveEmptyEntries).ToHashSet(StringComparer.Ordinal);
    }
}
