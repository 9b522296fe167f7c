using System.ComponentModel;
using System.Diagnostics;
using System.Text;

namespace ReviewPair.Git;

/// <summary>A git repository, asked through the <c>git</c> program.</summary>
internal sealed class GitRepository(string directory)
{
    /// <summary>
    /// The files that differ between the newest commit and the one <paramref name="commits"/> before it on the first
    /// parents' line, or the empty tree where the history is not that long.
    /// </summary>
    public async Task<IReadOnlyList<ChangedFile>> ChangesAsync(int commits, CancellationToken cancellationToken)
    {
        // No repository is an error; a repository without a commit has no changes. The next question alone cannot tell.
        await TextAsync(["rev-parse", "--git-dir"], cancellationToken);
        if (await TryTextAsync(["rev-parse", "--verify", "--quiet", "HEAD^{commit}"], cancellationToken) is not { } head) return [];
        string from = await TryTextAsync(["rev-parse", "--verify", "--quiet", $"HEAD~{commits}^{{commit}}"], cancellationToken)
            ?? await TextAsync(["hash-object", "-t", "tree", "--stdin"], cancellationToken);
        byte[] raw = await RunAsync(["diff-tree", "-r", "-z", "-M", "--raw", "--full-index", from, head], cancellationToken);
        return RawDiff.Parse(Encoding.UTF8.GetString(raw), from, head);
    }

    /// <summary>The newest commit in which a file changed.</summary>
    public Task<string> LastCommitAsync(ChangedFile file, CancellationToken cancellationToken) => TextAsync(
        ["log", "-1", "--format=%h", file.To, "--", $":(top,literal){file.Path}"], cancellationToken);

    /// <summary>The file's content after the change.</summary>
    public Task<byte[]> ContentAsync(ChangedFile file, CancellationToken cancellationToken) =>
        RunAsync(["cat-file", "blob", file.Blob], cancellationToken);

    /// <summary>The change as a unified diff with a number of unchanged lines around.</summary>
    public async Task<string> DiffAsync(ChangedFile file, int around, CancellationToken cancellationToken) => Encoding.UTF8.GetString(
        await RunAsync(
            [
                "diff-tree", "-r", "-p", "-M", "--no-color", "--no-ext-diff", "--no-textconv", $"-U{around}", file.From, file.To, "--",
                $":(top,literal){file.Path}", .. file.OldPath is null ? Array.Empty<string>() : [$":(top,literal){file.OldPath}"],
            ],
            cancellationToken));

    private async Task<string> TextAsync(string[] arguments, CancellationToken cancellationToken) =>
        Encoding.UTF8.GetString(await RunAsync(arguments, cancellationToken)).Trim();

    private async Task<string?> TryTextAsync(string[] arguments, CancellationToken cancellationToken)
    {
        (int code, byte[] output, _) = await StartAsync(arguments, cancellationToken);
        return code == 0 ? Encoding.UTF8.GetString(output).Trim() : null;
    }

    private async Task<byte[]> RunAsync(string[] arguments, CancellationToken cancellationToken)
    {
        (int code, byte[] output, string error) = await StartAsync(arguments, cancellationToken);
        return code == 0 ? output : throw new GitException($"git {arguments[0]} in {directory}: {error.Trim()}");
    }

    private async Task<(int Code, byte[] Output, string Error)> StartAsync(string[] arguments, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo("git", ["-C", directory, "-c", "core.quotePath=false", .. arguments])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        try
        {
            using Process git = Process.Start(start)!;
            git.StandardInput.Close();
            using var output = new MemoryStream();
            Task<string> error = git.StandardError.ReadToEndAsync(cancellationToken);
            await git.StandardOutput.BaseStream.CopyToAsync(output, cancellationToken);
            await git.WaitForExitAsync(cancellationToken);
            return (git.ExitCode, output.ToArray(), await error);
        }
        catch (Win32Exception exception)
        {
            throw new GitException($"the git program cannot be started: {exception.Message}");
        }
    }
}
