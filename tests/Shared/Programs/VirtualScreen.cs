namespace Orchestrator.Testing;

/// <summary>An X11 screen of 1024 x 768 without a monitor, on a display number of its own, with terminals on it.</summary>
internal sealed partial class VirtualScreen : IAsyncDisposable
{
    private readonly InstalledProgram _server;
    private readonly List<InstalledProgram> _terminals = [];

    private VirtualScreen(InstalledProgram server, string display)
    {
        _server = server;
        Display = display;
    }

    public string Display { get; }

    public string Folder { get; } = Directory.CreateTempSubdirectory("gui-").FullName;

    public static async Task<VirtualScreen> StartAsync()
    {
        InstalledProgram.Require("xdotool", "xdotool");

        // It chooses a free number and writes it down when it is ready.
        InstalledProgram server = InstalledProgram.Start(
            "Xvfb", "xvfb", ["-displayfd", "1", "-screen", "0", "1024x768x24", "-nolisten", "tcp"]);
        _ = server.Process.StandardError.ReadToEndAsync();
        string? number = await server.Process.StandardOutput.ReadLineAsync();
        Assert.True(int.TryParse(number, out _), "Xvfb did not start");
        return new VirtualScreen(server, $":{number}");
    }

    /// <summary>Shows a terminal in the left or the right half, whose program writes what is typed to a file.</summary>
    public async Task<string> ShowTerminalAsync(bool right = false)
    {
        string file = Path.Combine(Folder, right ? "right" : "left");
        InstalledProgram terminal = InstalledProgram.Start(
            "xterm",
            "xterm",
            ["-u8", "-geometry", right ? "60x20+512+0" : "60x20+0+0", "-e", "sh", "-c", ": > \"$0\"; exec cat > \"$0\"", file],
            Display);
        _ = terminal.Process.StandardOutput.ReadToEndAsync();
        _ = terminal.Process.StandardError.ReadToEndAsync();
        _terminals.Add(terminal);

        // Its window is there before its program runs.
        await InstalledProgram.UntilAsync(() => Task.FromResult(File.Exists(file)), "the terminal is ready");
        return file;
    }

    public Task<string> XdotoolAsync(params string[] arguments) =>
        InstalledProgram.RunAsync("xdotool", "xdotool", arguments, Display);

    public async ValueTask DisposeAsync()
    {
        foreach (InstalledProgram terminal in _terminals) await terminal.DisposeAsync();
        await _server.DisposeAsync();
        Directory.Delete(Folder, recursive: true);
    }
}
