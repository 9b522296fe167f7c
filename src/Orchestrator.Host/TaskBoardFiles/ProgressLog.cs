using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Orchestrator.Contracts.Identifiers;
using Orchestrator.Journal;

namespace Orchestrator.Host.TaskBoardFiles;

/// <summary>A task that was done.</summary>
/// <param name="Sequence">The number of the event on its board.</param>
/// <param name="TaskId">The task.</param>
/// <param name="Title">What it was.</param>
/// <param name="AgentId">Who did it, where known.</param>
/// <param name="At">When.</param>
internal sealed record Completion(long Sequence, TaskId TaskId, string Title, AgentId? AgentId, DateTimeOffset At);

/// <summary>
/// A Markdown file that gets one line for each task that is done. Lines are appended; what people write there stays. A task
/// is done once, so its id tells whether its line is there already: that is asked where a crash may have come between the
/// line and the note of it.
/// </summary>
/// <param name="path">The file.</param>
internal sealed partial class ProgressLog(string path)
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false);

    private bool _isSure;

    /// <summary>Appends what is not there yet; returns when it is on disk.</summary>
    /// <exception cref="IOException">It can't be written.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be written.</exception>
    public async Task AppendAsync(IReadOnlyList<Completion> completions, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        HashSet<string> present = _isSure ? [] : await FindAsync(cancellationToken);
        _isSure = false;
        var text = new StringBuilder();
        foreach (Completion done in completions)
        {
            if (!present.Contains(done.TaskId.Value)) text.Append(Line(done)).Append('\n');
        }

        if (text.Length > 0) await WriteAsync(text.ToString(), cancellationToken);
        _isSure = true;
    }

    /// <summary>The line of a completion.</summary>
    public static string Line(Completion done)
    {
        string by = done.AgentId is { } agent ? $" by {agent}" : string.Empty;
        return string.Create(CultureInfo.InvariantCulture, $"- {done.At.UtcDateTime:yyyy-MM-dd HH:mm:ss}Z {done.TaskId} \"{Plain(done.Title)}\" completed{by}");
    }

    // A title is one line and shows as it is, whatever stands in it.
    private static string Plain(string title)
    {
        var text = new StringBuilder(title.Length);
        foreach (char letter in title)
        {
            if (@"\`*_[]<>#|~".Contains(letter, StringComparison.Ordinal)) text.Append('\\');
            text.Append(char.IsControl(letter) || letter is '\u2028' or '\u2029' ? ' ' : letter);
        }

        return text.ToString();
    }

    private async Task<HashSet<string>> FindAsync(CancellationToken cancellationToken)
    {
        HashSet<string> found = new(StringComparer.Ordinal);
        if (!File.Exists(path)) return found;
        await foreach (string line in File.ReadLinesAsync(path, Utf8, cancellationToken))
        {
            if (Ours().Match(line) is { Success: true } match) found.Add(match.Groups["id"].Value);
        }

        return found;
    }

    private async Task WriteAsync(string lines, CancellationToken cancellationToken)
    {
        string start = await EndsInLineAsync(cancellationToken) ? string.Empty : "\n";
        FileStream stream = AppendedFile.Open(path);
        await using (stream)
        {
            await stream.WriteAsync(Utf8.GetBytes((stream.Length == 0 ? "# Progress log\n\n" : start) + lines), cancellationToken);
            FileSync.Run(stream.SafeFileHandle);
        }
    }

    private async Task<bool> EndsInLineAsync(CancellationToken cancellationToken)
    {
        if (!File.Exists(path)) return true;
        var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 0, useAsync: true);
        await using (stream)
        {
            if (stream.Length == 0) return true;
            stream.Seek(-1, SeekOrigin.End);
            byte[] last = new byte[1];
            await stream.ReadExactlyAsync(last, cancellationToken);
            return last[0] == '\n';
        }
    }

    [GeneratedRegex("^- \\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\dZ (?<id>[A-Za-z0-9._:-]+) \".*\" completed", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Ours();
}
