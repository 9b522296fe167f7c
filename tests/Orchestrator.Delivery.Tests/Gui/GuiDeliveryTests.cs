using Orchestrator.Contracts.Agents;
using Orchestrator.Delivery.Gui;
using Orchestrator.Delivery.Tests.Hosting;

namespace Orchestrator.Delivery.Tests.Gui;

public sealed class GuiDeliveryTests
{
    [Fact]
    public async Task A_text_is_typed_where_the_agent_is_and_handed_in()
    {
        await using VirtualScreen screen = await VirtualScreen.StartAsync();
        string left = await screen.ShowTerminalAsync();
        string right = await screen.ShowTerminalAsync(right: true);
        using GuiDelivery gui = screen.Delivery();

        await gui.DeliverAsync(VirtualScreen.To(600, 100, "Fix the \"build\"; it's $(urgent) \\ & <now>"), CancellationToken.None);

        await Eventually.FileHasAsync(right, "Fix the \"build\"; it's $(urgent) \\ & <now>\n");
        Assert.Equal("", await File.ReadAllTextAsync(left));
        Assert.StartsWith("x:600 y:100 ", await screen.XdotoolAsync("getmouselocation"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Characters_that_no_key_has_are_typed_too()
    {
        await using VirtualScreen screen = await VirtualScreen.StartAsync();
        string file = await screen.ShowTerminalAsync();
        using GuiDelivery gui = screen.Delivery(o => o with { RemappedKeyDelay = TimeSpan.FromMilliseconds(150) });
        await gui.DeliverAsync(VirtualScreen.To(100, 100, "größer ☃☃ 漢字 é"), CancellationToken.None);
        await Eventually.FileHasAsync(file, "größer ☃☃ 漢字 é\n");
    }

    [Fact]
    public async Task Lines_stay_lines_and_the_header_is_one_of_them()
    {
        await using VirtualScreen screen = await VirtualScreen.StartAsync();
        string file = await screen.ShowTerminalAsync();
        using GuiDelivery gui = screen.Delivery(o => o with { Header = new GuiOptions().Header });
        await gui.DeliverAsync(VirtualScreen.To(100, 100, "one\n\nthree"), CancellationToken.None);
        await Eventually.FileHasAsync(file, "[message m-1 from planner]\none\n\nthree\n");
    }

    [Fact]
    public async Task Text_cannot_press_keys_that_leave_the_input()
    {
        await using VirtualScreen screen = await VirtualScreen.StartAsync();
        string file = await screen.ShowTerminalAsync();
        using GuiDelivery gui = screen.Delivery();
        await gui.DeliverAsync(VirtualScreen.To(100, 100, "a\u001b\u0003\u0004\u0016\bb\tc"), CancellationToken.None);
        await Eventually.FileHasAsync(file, "ab    c\n");
    }

    [Fact]
    public async Task A_long_text_arrives_whole()
    {
        await using VirtualScreen screen = await VirtualScreen.StartAsync();
        string file = await screen.ShowTerminalAsync();
        using GuiDelivery gui = screen.Delivery();
        string text = string.Concat(Enumerable.Range(0, 300).Select(i => $"word {i} "));
        await gui.DeliverAsync(VirtualScreen.To(100, 100, text), CancellationToken.None);
        await Eventually.FileHasAsync(file, $"{text}\n");
    }

    [Fact]
    public async Task Deliveries_at_once_are_typed_one_after_the_other()
    {
        await using VirtualScreen screen = await VirtualScreen.StartAsync();
        string left = await screen.ShowTerminalAsync();
        string right = await screen.ShowTerminalAsync(right: true);
        using GuiDelivery gui = screen.Delivery();

        await Task.WhenAll(Enumerable.Range(0, 6).Select(i => gui.DeliverAsync(
            VirtualScreen.To(i % 2 == 0 ? 100 : 600, 100, i % 2 == 0 ? "for the left" : "for the right"), CancellationToken.None)));

        await Eventually.FileHasAsync(left, string.Concat(Enumerable.Repeat("for the left\n", 3)));
        await Eventually.FileHasAsync(right, string.Concat(Enumerable.Repeat("for the right\n", 3)));
    }

    [Theory]
    [InlineData(1024, 0)]
    [InlineData(0, 768)]
    [InlineData(100_000, 100_000)]
    [InlineData(-1, 5)]
    public async Task A_point_beside_the_screen_is_invalid_for_good_and_nothing_moves(int x, int y)
    {
        await using VirtualScreen screen = await VirtualScreen.StartAsync();
        string before = await screen.XdotoolAsync("getmouselocation");
        using GuiDelivery gui = screen.Delivery();

        DeliveryException failure = await gui.FailsAsync(VirtualScreen.To(x, y, "x"));

        Assert.True(failure.IsPermanent);
        Assert.True(failure.CoordinatesAreInvalid);
        Assert.Equal($"({x}, {y}) lies beside the screen of 1024 x 768", failure.Message);
        Assert.Equal(before, await screen.XdotoolAsync("getmouselocation"));
    }

    [Fact]
    public async Task The_last_pixel_lies_on_the_screen()
    {
        await using VirtualScreen screen = await VirtualScreen.StartAsync();
        using GuiDelivery gui = screen.Delivery();
        await gui.DeliverAsync(VirtualScreen.To(1023, 767, "x"), CancellationToken.None);
    }

    [Fact]
    public async Task A_screen_that_is_away_may_be_there_at_the_next_attempt()
    {
        InstalledProgram.Require("xdotool", "xdotool");
        using GuiDelivery gui = VirtualScreen.DeliveryWith(new GuiOptions { Display = ":65535" });
        DeliveryException failure = await gui.FailsAsync(VirtualScreen.To(1, 1, "x"));
        Assert.False(failure.IsPermanent);
        Assert.Contains("xdotool failed", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_display_the_reason_says_what_to_set()
    {
        using GuiDelivery gui = VirtualScreen.DeliveryWith(new GuiOptions { Display = "" });
        DeliveryException failure = await gui.FailsAsync(VirtualScreen.To(1, 1, "x"));
        Assert.False(failure.IsPermanent);
        Assert.Contains("Delivery:Gui:Display", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_xdotool_trying_again_may_help()
    {
        using GuiDelivery gui = VirtualScreen.DeliveryWith(new GuiOptions { Display = ":1", Program = "/no/such/xdotool" });
        DeliveryException failure = await gui.FailsAsync(VirtualScreen.To(1, 1, "x"));
        Assert.False(failure.IsPermanent);
        Assert.Contains("could not be started", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_text_that_cannot_be_typed_within_the_timeout_is_not_begun()
    {
        using GuiDelivery gui = VirtualScreen.DeliveryWith(new GuiOptions { Display = ":1", Program = "/no/such/xdotool" });
        DeliveryException failure = await gui.FailsAsync(VirtualScreen.To(1, 1, new string('漢', 1_000)));
        Assert.True(failure.IsPermanent);
        Assert.False(failure.CoordinatesAreInvalid);
        Assert.Equal("typing the text would take 50 s, longer than 30 s", failure.Message);
    }

    [Fact]
    public async Task An_agent_without_a_place_fails_for_good()
    {
        using GuiDelivery gui = VirtualScreen.DeliveryWith(new GuiOptions { Display = ":1" });
        Assert.True((await gui.FailsAsync(Outgoing.Text("x", new DeliveryEndpoints()))).IsPermanent);
    }
}
