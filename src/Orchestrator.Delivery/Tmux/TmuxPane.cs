namespace Orchestrator.Delivery.Tmux;

/// <summary>A pane as a tmux server lists it.</summary>
internal sealed record TmuxPane
{
    /// <summary>
    /// What <c>list-panes -F</c> is asked for. No name of a session has a colon; that of a window may, so it comes last.
    /// </summary>
    public const string Format = "#{pane_id}:#{pane_dead}:#{pane_in_mode}:#{session_id}:#{window_id}:#{window_index}"
        + ":#{pane_index}:#{window_active}:#{pane_active}:#{session_name}:#{window_name}";

    /// <summary>Its id, <c>%</c> and a number; one tmux server gives it once.</summary>
    public required string Id { get; init; }

    /// <summary>Whether its program has ended.</summary>
    public required bool IsDead { get; init; }

    /// <summary>Whether somebody scrolls or chooses in it, so that keys do not reach its program.</summary>
    public required bool IsInMode { get; init; }

    private string SessionId { get; init; } = "";

    private string SessionName { get; init; } = "";

    private string WindowId { get; init; } = "";

    private string WindowIndex { get; init; } = "";

    private string WindowName { get; init; } = "";

    private string Index { get; init; } = "";

    private bool IsWindowActive { get; init; }

    private bool IsPaneActive { get; init; }

    /// <summary>Reads a line of <see cref="Format"/>; null if it is none.</summary>
    public static TmuxPane? Read(string line)
    {
        string[] part = line.Split(':', 11);
        return part.Length < 11 ? null : new TmuxPane
        {
            Id = part[0],
            IsDead = part[1] == "1",
            IsInMode = part[2] is not ("0" or ""),
            SessionId = part[3],
            WindowId = part[4],
            WindowIndex = part[5],
            Index = part[6],
            IsWindowActive = part[7] == "1",
            IsPaneActive = part[8] == "1",
            SessionName = part[9],
            WindowName = part[10],
        };
    }

    /// <summary>
    /// Whether a target names it: <c>%number</c>, <c>@window</c>, <c>session</c>, <c>session:window</c> or
    /// <c>session:window.pane</c>; what is left out is the active one. Unlike tmux, which falls back to what is nearest
    /// in name or place, names and numbers must be the same: a message must not reach another agent's pane.
    /// </summary>
    public bool IsNamed(string target)
    {
        if (target.StartsWith('%')) return Id == target;
        if (target.StartsWith('@') && !target.Contains(':', StringComparison.Ordinal)) target = $":{target}";
        string[] place = target.Split(':', 2);
        if (place[0].Length > 0 && place[0] != SessionName && place[0] != SessionId) return false;
        if (place.Length == 1 || place[1].Length == 0) return place[0].Length > 0 && IsWindowActive && IsPaneActive;
        if (IsWindow(place[1])) return IsPaneActive;
        int dot = place[1].LastIndexOf('.');
        if (dot < 0) return false;
        string window = place[1][..dot];
        string pane = place[1][(dot + 1)..];
        return (window.Length == 0 ? IsWindowActive : IsWindow(window)) && (pane == Index || pane == Id);
    }

    /// <summary>Whether its session is one of those.</summary>
    /// <param name="sessions">As <see cref="TmuxOptions.AllowedSessions"/>.</param>
    public bool IsIn(IEnumerable<string> sessions) => sessions.Any(session => session.EndsWith('*')
        ? SessionName.StartsWith(session[..^1], StringComparison.Ordinal)
        : SessionName == session);

    // A number is an index, also where another window has it as its name.
    private bool IsWindow(string window) =>
        window.All(char.IsAsciiDigit) ? window == WindowIndex : window == WindowName || window == WindowId;
}
