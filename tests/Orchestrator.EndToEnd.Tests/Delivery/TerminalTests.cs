using System.Text.Json;
using Orchestrator.EndToEnd.Tests.Support;
using Orchestrator.Testing;

namespace Orchestrator.EndToEnd.Tests.Delivery;

/// <summary>A host that brings messages to where an agent's program reads them: a tmux pane, a window on a screen.</summary>
public sealed class TerminalTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_tmux_pane_gets_the_text()
    {
        await using var tmux = new TmuxServer();
        string read = await tmux.NewSessionAsync("coder", bracketed: false);
        await using HostProcess host = await StartAsync(new(StringComparer.Ordinal)
        {
            ["Delivery__Tmux__SocketPath"] = tmux.Socket,
            ["Delivery__Tmux__AllowedSessions__0"] = "coder",
        });
        var api = new Api(host);
        await api.PostAsync("/agents", new { id = "coder", name = "coder", delivery = new { method = "tmux", tmuxPane = "coder:0.0" } });

        string message = await api.SendAsync("coder", "Fix the build; größer");
        await api.DeliveryAsync(message, "acknowledged");

        await InstalledProgram.UntilAsync(
            async () => (await File.ReadAllTextAsync(read)).EndsWith("Fix the build; größer\r", StringComparison.Ordinal), "the pane has the text");
        Assert.Contains(message, await File.ReadAllTextAsync(read), StringComparison.Ordinal);
        SqliteRow row = host.AgentMessage(message);
        Assert.Equal(("tmux", "delivered", "pending"), (row.Text("delivery_method"), row.Text("delivery_status"), row.Text("coordinate_validation_status")));
    }

    [Fact]
    public async Task A_window_gets_the_text_and_a_place_beside_the_screen_does_not()
    {
        await using VirtualScreen screen = await VirtualScreen.StartAsync();
        string typed = await screen.ShowTerminalAsync();
        await using HostProcess host = await StartAsync(new(StringComparer.Ordinal)
        {
            ["Delivery__Gui__Display"] = screen.Display,
            ["Delivery__Gui__Header"] = "",
        });
        var api = new Api(host);
        await api.PostAsync("/agents", new { id = "coder", name = "coder", delivery = new { method = "gui", coordinates = new { x = 100, y = 100 } } });
        await api.PostAsync("/agents", new { id = "lost", name = "lost", delivery = new { method = "gui", coordinates = new { x = 5_000, y = 100 } } });

        string seen = await api.SendAsync("coder", "Fix the build");
        string beside = await api.SendAsync("lost", "for nobody");
        await api.DeliveryAsync(seen, "acknowledged");
        JsonElement failed = await api.DeliveryAsync(beside, "failed");

        await InstalledProgram.UntilAsync(async () => await File.ReadAllTextAsync(typed) == "Fix the build\n", "the window has the text");
        SqliteRow row = host.AgentMessage(seen);
        Assert.Equal(
            ("gui", "delivered", "valid", "processed"),
            (row.Text("delivery_method"), row.Text("delivery_status"), row.Text("coordinate_validation_status"), row.Text("status")));
        SqliteRow lost = host.AgentMessage(beside);
        Assert.Equal(("gui", "failed", "invalid", 0), (
            lost.Text("delivery_method"), lost.Text("delivery_status"), lost.Text("coordinate_validation_status"), lost.Number("retry_count")));
        Assert.Contains("beside the screen", failed.GetProperty("lastError").GetString(), StringComparison.Ordinal);
        Assert.Equal("invalid", failed.GetProperty("coordinateValidation").GetString());
    }

    [Fact]
    public async Task A_message_may_say_where_it_is_typed()
    {
        await using VirtualScreen screen = await VirtualScreen.StartAsync();
        string left = await screen.ShowTerminalAsync();
        string right = await screen.ShowTerminalAsync(right: true);
        await using HostProcess host = await StartAsync(new(StringComparer.Ordinal)
        {
            ["Delivery__Gui__Display"] = screen.Display,
            ["Delivery__Gui__Header"] = "",
        });
        var api = new Api(host);

        string message = (await api.PostAsync("/messages", new
        {
            from = "planner",
            to = "stranger",
            content = "on the right",
            deliveryMethod = "gui",
            coordinates = new { x = 600, y = 100 },
        })).GetProperty("id").GetString()!;
        await api.DeliveryAsync(message, "acknowledged");

        await InstalledProgram.UntilAsync(async () => await File.ReadAllTextAsync(right) == "on the right\n", "the right window has the text");
        Assert.Empty(await File.ReadAllTextAsync(left));
        using var coordinates = JsonDocument.Parse(host.AgentMessage(message).Text("pyautogui_coordinates")!);
        Assert.Equal(600, coordinates.RootElement.GetProperty("x").GetInt32());
    }

    private Task<HostProcess> StartAsync(Dictionary<string, string> environment) =>
        HostProcess.StartAsync(_folder.Data, Ports.Free(), environment);
}
