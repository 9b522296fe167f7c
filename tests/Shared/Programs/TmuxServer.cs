namespace Orchestrator.Testing;

/// <summary>A tmux server on a socket of its own, whose panes write down what they read.</summary>
internal sealed partial class TmuxServer : IAsyncDisposable
{
    // Everything as it comes: no echo, no lines, no Enter that becomes a newline.
    private const string Recorder = "stty raw -echo; printf '%b' \"$1\"; printf READY; exec cat > \"$0\"";
    private const string AskForBrackets = "\\033[?2004h";

    public string Folder { get; } = Directory.CreateTempSubdirectory("tmux-").FullName;

    public string Socket => Path.Combine(Folder, "socket");

    /// <summary>Starts a session whose pane writes what it reads to a file, which is returned.</summary>
    public Task<string> NewSessionAsync(string name, bool bracketed = true) =>
        RecordAsync(bracketed, "new-session", "-d", "-P", "-F", "#{pane_id}", "-s", name, "-x", "80", "-y", "24");

    /// <summary>Adds a pane like that by a command of tmux that prints the pane's id.</summary>
    public async Task<string> RecordAsync(bool bracketed, params string[] command)
    {
        string file = Path.Combine(Folder, Path.GetRandomFileName());
        string pane = await RunAsync([.. command, "sh", "-c", Recorder, file, bracketed ? AskForBrackets : ""]);

        // tmux reads in order: once it shows the word, it has read what the program asked for before.
        await InstalledProgram.UntilAsync(
            async () => (await RunAsync("capture-pane", "-p", "-t", pane.Trim())).Contains("READY", StringComparison.Ordinal),
            "the pane is ready");
        return file;
    }

    public Task<string> RunAsync(params string[] arguments) =>
        InstalledProgram.RunAsync("tmux", "tmux", ["-f", "/dev/null", "-S", Socket, .. arguments]);

    public async ValueTask DisposeAsync()
    {
        // It has ended by itself when its last session did.
        if (File.Exists(Socket)) await InstalledProgram.RunAsync("sh", "dash", ["-c", "tmux -S \"$0\" kill-server || true", Socket]);
        Directory.Delete(Folder, recursive: true);
    }
}
