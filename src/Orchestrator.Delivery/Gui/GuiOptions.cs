using Orchestrator.Delivery.Messages;

namespace Orchestrator.Delivery.Gui;

/// <summary>How messages are typed on an X11 screen.</summary>
public sealed record GuiOptions
{
    /// <summary>The section of the host's configuration.</summary>
    public const string Section = "Delivery:Gui";

    /// <summary>The program: its name in the path, or its file.</summary>
    public string Program { get; set; } = "xdotool";

    /// <summary>
    /// The X11 display, such as <c>:99</c>. Nothing is typed where it is absent, not on the screen of who started the host either:
    /// senders say where to type, so whatever is open there takes it as its user's.
    /// </summary>
    public string? Display { get; set; }

    /// <summary>The key that hands the typed text in, as X11 names keys: <c>Return</c>, <c>ctrl+Return</c>; empty for none.</summary>
    public string SubmitKey { get; set; } = "Return";

    /// <summary>
    /// The key for the line breaks within a text. Where people write messages, Return alone hands in; in a terminal both are
    /// the same.
    /// </summary>
    public string LineBreakKey { get; set; } = "shift+Return";

    /// <summary>The wait between the click and the typing, 0 to 5 s: windows take a while to come to the front.</summary>
    public TimeSpan FocusDelay { get; set; } = TimeSpan.FromMilliseconds(200);

    /// <summary>The time for each character that keyboards of Latin letters have, 0 to 1 s.</summary>
    public TimeSpan KeyDelay { get; set; } = TimeSpan.Zero;

    /// <summary>
    /// The time for each other character, 10 ms to 1 s. For these a key is given a new meaning, which the window must have
    /// learned before the next one comes; too short, and characters are lost or exchanged.
    /// </summary>
    public TimeSpan RemappedKeyDelay { get; set; } = TimeSpan.FromMilliseconds(50);

    /// <inheritdoc cref="Tmux.TmuxOptions.Header"/>
    public string Header { get; set; } = MessageText.DefaultHeader;

    /// <summary>
    /// How long a delivery may take, 1 s to 90 s; the wait for an earlier one on the display does not count. A text whose
    /// characters need longer is refused.
    /// </summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>The time for each character of a run.</summary>
    internal TimeSpan DelayOf(TypedRun run) => run.IsRemapped ? RemappedKeyDelay : KeyDelay;
}
