using System.Text;

namespace Orchestrator.Cli.Git;

/// <summary>
/// The <c>pre-commit</c> hook in a folder of hooks. One that was there before is kept beside it and runs first: it may still
/// change what is committed.
/// </summary>
/// <param name="folder">The folder.</param>
internal sealed class GuardHook(string folder)
{
    private const string Mark = "# orchestrator git guard";
    private const string PreviousSuffix = ".before-orchestrator";

    private const UnixFileMode Executable =
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
        | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute;

    /// <summary>The hook's file.</summary>
    public string File { get; } = Path.Combine(folder, "pre-commit");

    private string Previous => File + PreviousSuffix;

    /// <summary>Puts it there, or renews it.</summary>
    /// <returns>Whether another hook is chained.</returns>
    /// <exception cref="FailedException">It can't be put there without losing another hook.</exception>
    public bool Install()
    {
        // husky writes its folder anew with each npm install, and tells its hooks apart by their file names.
        if (folder.Replace('\\', '/').Split('/').Contains(".husky", StringComparer.Ordinal))
            throw new FailedException("the hooks are husky's; add the line 'orchestrator git guard check' to .husky/pre-commit, and run 'git config orchestrator.guard true'");
        Directory.CreateDirectory(folder);
        bool isOther = Exists(File) && !IsOurs();
        if (isOther && Exists(Previous))
            throw new FailedException($"there are two hooks of others, {File} and {Previous}; keep one of them, and install again");
        string written = $"{File}.{Guid.NewGuid():N}";
        System.IO.File.WriteAllText(written, Script());
        if (!OperatingSystem.IsWindows()) System.IO.File.SetUnixFileMode(written, Executable);
        if (isOther) System.IO.File.Move(File, Previous);
        System.IO.File.Move(written, File, overwrite: true);
        return Exists(Previous);
    }

    /// <summary>Takes it away, and puts back the one that was there before.</summary>
    /// <returns>Whether it was there.</returns>
    public bool Uninstall()
    {
        if (!Exists(File) || !IsOurs()) return false;
        if (Exists(Previous)) System.IO.File.Move(Previous, File, overwrite: true);
        else System.IO.File.Delete(File);
        return true;
    }

    private static bool Exists(string file) => System.IO.File.Exists(file) || new FileInfo(file).LinkTarget is not null;

    private static string Quoted(string text) => $"'{text.Replace("'", @"'\''", StringComparison.Ordinal)}'";

    // This very program: as its own file, or as an assembly that dotnet runs.
    private static IReadOnlyList<string> Program()
    {
        string process = Environment.ProcessPath ?? throw new FailedException("the path of this program is not known");
        return Path.GetFileNameWithoutExtension(process) == "dotnet"
            ? [process, Path.Combine(AppContext.BaseDirectory, "orchestrator.dll")]
            : [process];
    }

    private static string Script()
    {
        IReadOnlyList<string> program = Program();
        var script = new StringBuilder();
        foreach (string line in (string[])
            [
                "#!/bin/sh",
                Mark + ": refuses files that another agent holds. 'orchestrator git guard uninstall' takes it away.",
                "# What was here before stands beside it and runs first.",
                $"previous=\"$0{PreviousSuffix}\"",
                "if [ -x \"$previous\" ]; then \"$previous\" \"$@\" || exit $?; fi",
                "[ \"$(git config --type=bool --get orchestrator.guard)\" = true ] || exit 0",
                $"if [ -e {Quoted(program[^1])} ]; then exec {string.Join(' ', program.Select(Quoted))} git guard check; fi",
                "if command -v orchestrator >/dev/null 2>&1; then exec orchestrator git guard check; fi",
                "echo 'warning: the orchestrator program is gone; install the guard again (orchestrator git guard install)' >&2",
                "[ \"$(git config --type=bool --get orchestrator.failClosed)\" = true ] && exit 1",
                "exit 0",
            ])
            script.Append(line).Append('\n');
        return script.ToString();
    }

    private bool IsOurs() => System.IO.File.Exists(File)
        && System.IO.File.ReadLines(File, Encoding.Latin1).Take(2).Any(line => line.StartsWith(Mark, StringComparison.Ordinal));
}
