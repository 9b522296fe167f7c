using Orchestrator.Delivery.Messages;

namespace Orchestrator.Delivery.Tmux;

/// <summary>How messages are pasted into tmux panes.</summary>
public sealed record TmuxOptions
{
    /// <summary>The section of the host's configuration.</summary>
    public const string Section = "Delivery:Tmux";

    /// <summary>
    /// The tmux sessions into whose panes messages may be pasted: names, or beginnings of names with a <c>*</c> behind; <c>*</c> for
    /// all. None when empty: text that is pasted into a shell and handed in is a command, and it is agents who say which pane
    /// is theirs.
    /// </summary>
    public IList<string> AllowedSessions { get; } = [];

    /// <summary>The program: its name in the path, or its file.</summary>
    public string Program { get; set; } = "tmux";

    /// <summary>The socket of the tmux server, a path (<c>tmux -S</c>); the user's own server when absent.</summary>
    public string? SocketPath { get; set; }

    /// <summary>The name of the tmux server's socket (<c>tmux -L</c>), instead of <see cref="SocketPath"/>.</summary>
    public string? SocketName { get; set; }

    /// <summary>
    /// The key that hands the pasted text in, as tmux names keys: <c>Enter</c>, <c>C-m</c>, <c>M-Enter</c>; empty for none.
    /// </summary>
    public string SubmitKey { get; set; } = "Enter";

    /// <summary>
    /// The wait between the paste and <see cref="SubmitKey"/>, 0 to 5 s: programs that watch for fast input take a key
    /// that follows at once for a part of the paste.
    /// </summary>
    public TimeSpan SubmitDelay { get; set; } = TimeSpan.FromMilliseconds(200);

    /// <summary>
    /// The line before the text, up to 500 characters, in which <c>{id}</c> and <c>{from}</c> are the message's id and
    /// sender, so that an agent can answer; empty for none.
    /// </summary>
    public string Header { get; set; } = MessageText.DefaultHeader;

    /// <summary>How long a delivery may take, 1 s to 60 s.</summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(10);
}
