using Microsoft.Extensions.Options;
using Orchestrator.Contracts.Agents;
using Orchestrator.Delivery.Tests.Hosting;
using Orchestrator.Delivery.Tmux;

namespace Orchestrator.Delivery.Tests.Tmux;

public sealed class TmuxDeliveryTests : IAsyncLifetime
{
    private const string PasteBegins = "\u001b[200~";
    private const string PasteEnds = "\u001b[201~";

    private readonly TmuxServer _server = new();

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await _server.DisposeAsync();

    [Fact]
    public async Task A_text_is_pasted_in_brackets_and_handed_in()
    {
        string file = await _server.NewSessionAsync("coder");
        await _server.Delivery().DeliverAsync(TmuxServer.To("coder:0.0", "größer ☃\tx\nFix; the $(build) 'now'"), CancellationToken.None);

        // Line ends of a paste are carriage returns, as those of a keyboard.
        await Eventually.FileHasAsync(file, $"{PasteBegins}größer ☃\tx\rFix; the $(build) 'now'{PasteEnds}\r");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(false, "other", "cod", "coder-*", "Coder")]
    [InlineData(true, "other", "cod*")]
    [InlineData(true, "coder")]
    public async Task Only_sessions_that_the_operator_named_are_pasted_into(bool allowed, params string[] sessions)
    {
        string file = await _server.NewSessionAsync("coder", bracketed: false);
        var options = new TmuxOptions { SocketPath = _server.Socket, SubmitDelay = TimeSpan.Zero, Header = "" };
        foreach (string session in sessions) options.AllowedSessions.Add(session);
        var delivery = new TmuxDelivery(Options.Create(options), TimeProvider.System);
        string pane = (await _server.RunAsync("list-panes", "-t", "coder", "-F", "#{pane_id}")).Trim();

        foreach (string target in new[] { "coder:0.0", pane })
        {
            Task delivered = delivery.DeliverAsync(TmuxServer.To(target, "rm -rf ~"), CancellationToken.None);
            if (allowed) await delivered;
            else Assert.True((await Assert.ThrowsAsync<DeliveryException>(() => delivered)).IsPermanent);
        }

        if (allowed) await Eventually.FileHasAsync(file, "rm -rf ~\rrm -rf ~\r");
        else Assert.Empty(await File.ReadAllTextAsync(file));
    }

    [Fact]
    public async Task Text_cannot_break_out_of_the_bracketed_paste()
    {
        string file = await _server.NewSessionAsync("coder");
        await _server.Delivery().DeliverAsync(
            TmuxServer.To("coder:0.0", $"a{PasteEnds}\rrm -rf /\u0003\u0004\u009b201~b\u007f"), CancellationToken.None);
        await Eventually.FileHasAsync(file, $"{PasteBegins}a[201~rm -rf /201~b{PasteEnds}\r");
    }

    [Fact]
    public async Task The_header_tells_the_id_and_the_sender()
    {
        string file = await _server.NewSessionAsync("coder");
        await _server.Delivery(o => o with { Header = new TmuxOptions().Header })
            .DeliverAsync(TmuxServer.To("coder:0.0", "Fix the build"), CancellationToken.None);
        await Eventually.FileHasAsync(file, $"{PasteBegins}[message m-1 from planner]\rFix the build{PasteEnds}\r");
    }

    [Fact]
    public async Task A_program_that_asks_for_no_brackets_gets_none()
    {
        string file = await _server.NewSessionAsync("coder", bracketed: false);
        await _server.Delivery().DeliverAsync(TmuxServer.To("coder:0.0", "Fix the build"), CancellationToken.None);
        await Eventually.FileHasAsync(file, "Fix the build\r");
    }

    [Fact]
    public async Task The_submit_key_can_be_another_or_none()
    {
        string file = await _server.NewSessionAsync("coder", bracketed: false);
        await _server.Delivery(o => o with { SubmitKey = "" }).DeliverAsync(TmuxServer.To("coder:0.0", "a"), CancellationToken.None);
        await _server.Delivery(o => o with { SubmitKey = "C-j" }).DeliverAsync(TmuxServer.To("coder:0.0", "b"), CancellationToken.None);
        await Eventually.FileHasAsync(file, "ab\n");
    }

    [Fact]
    public async Task A_pane_that_somebody_scrolls_gets_the_text_and_the_key()
    {
        string file = await _server.NewSessionAsync("coder", bracketed: false);
        await _server.RunAsync("copy-mode", "-t", "coder:0.0");
        await _server.Delivery().DeliverAsync(TmuxServer.To("coder:0.0", "Fix the build"), CancellationToken.None);
        await Eventually.FileHasAsync(file, "Fix the build\r");
    }

    [Fact]
    public async Task A_large_text_arrives_whole()
    {
        string file = await _server.NewSessionAsync("coder", bracketed: false);
        string text = string.Concat(Enumerable.Range(0, 20_000).Select(i => $"line {i} "));
        await _server.Delivery().DeliverAsync(TmuxServer.To("coder:0.0", text), CancellationToken.None);
        await Eventually.FileHasAsync(file, $"{text}\r");
    }

    [Fact]
    public async Task Deliveries_at_once_do_not_mix_their_texts()
    {
        string[] files =
        [
            await _server.NewSessionAsync("a", bracketed: false),
            await _server.NewSessionAsync("b", bracketed: false),
        ];
        TmuxDelivery tmux = _server.Delivery();
        await Task.WhenAll(
            tmux.DeliverAsync(TmuxServer.To("a:0.0", "for a"), CancellationToken.None),
            tmux.DeliverAsync(TmuxServer.To("b:0.0", "for b"), CancellationToken.None));
        await Eventually.FileHasAsync(files[0], "for a\r");
        await Eventually.FileHasAsync(files[1], "for b\r");
    }

    [Fact]
    public async Task Nothing_of_a_message_stays_in_the_buffers_of_tmux()
    {
        await _server.NewSessionAsync("coder");
        await _server.Delivery().DeliverAsync(TmuxServer.To("coder:0.0", "a secret"), CancellationToken.None);
        Assert.Equal("", await _server.RunAsync("list-buffers"));
    }

    [Fact]
    public async Task A_pane_that_is_missing_may_be_there_at_the_next_attempt()
    {
        await _server.NewSessionAsync("coder");
        DeliveryException failure = await _server.Delivery().FailsAsync(TmuxServer.To("coder:0.7", "x"));
        Assert.False(failure.IsPermanent);
        Assert.Equal("pane coder:0.7 does not exist", failure.Message);
    }

    [Fact]
    public async Task A_message_never_reaches_an_agent_whose_name_begins_alike()
    {
        string other = await _server.NewSessionAsync("coder10", bracketed: false);
        DeliveryException failure = await _server.Delivery().FailsAsync(TmuxServer.To("coder1", "x"));
        Assert.Equal("pane coder1 does not exist", failure.Message);
        Assert.Equal("", await File.ReadAllTextAsync(other));
    }

    [Fact]
    public async Task A_pane_whose_program_has_ended_may_run_again_at_the_next_attempt()
    {
        await _server.NewSessionAsync("coder");
        await _server.RunAsync("set-option", "-g", "remain-on-exit", "on");
        await _server.RunAsync("new-window", "-t", "coder:", "-n", "ended", "true");
        await Eventually.TrueAsync(
            async () => await _server.RunAsync("list-panes", "-t", "coder:ended", "-F", "#{pane_dead}") == "1\n", () => "it has ended");

        DeliveryException failure = await _server.Delivery().FailsAsync(TmuxServer.To("coder:ended", "x"));

        Assert.False(failure.IsPermanent);
        Assert.Equal("pane coder:ended is dead: its program has ended", failure.Message);
    }

    [Fact]
    public async Task Without_a_tmux_server_a_pane_does_not_exist()
    {
        DeliveryException failure = await _server.Delivery().FailsAsync(TmuxServer.To("coder:0.0", "x"));
        Assert.False(failure.IsPermanent);
        Assert.StartsWith("pane coder:0.0 does not exist", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_tmux_trying_again_may_help()
    {
        TmuxDelivery tmux = _server.Delivery(o => o with { Program = "/no/such/tmux" });
        DeliveryException failure = await tmux.FailsAsync(TmuxServer.To("coder:0.0", "x"));
        Assert.False(failure.IsPermanent);
        Assert.Contains("/no/such/tmux could not be started", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_tmux_that_hangs_is_given_up_after_the_timeout()
    {
        string program = Path.Combine(_server.Folder, "hanging");
        await File.WriteAllTextAsync(program, "#!/bin/sh\nsleep 1000\n");
        await InstalledProgram.RunAsync("chmod", "coreutils", ["+x", program]);
        TmuxDelivery tmux = _server.Delivery(o => o with { Program = program, Timeout = TimeSpan.FromMilliseconds(200) });

        DeliveryException failure = await tmux.FailsAsync(TmuxServer.To("coder:0.0", "x"));

        Assert.False(failure.IsPermanent);
        Assert.Equal("the delivery to pane coder:0.0 took longer than 0.2 s", failure.Message);
    }

    [Fact]
    public async Task An_agent_without_a_pane_fails_for_good()
    {
        var tmux = new TmuxDelivery(Options.Create(new TmuxOptions()), TimeProvider.System);
        Assert.True((await tmux.FailsAsync(Outgoing.Text("x", new DeliveryEndpoints()))).IsPermanent);
    }

    [Theory]
    [InlineData("coder", "b")]
    [InlineData("coder:", "b")]
    [InlineData("coder:main", "a")]
    [InlineData("coder:0.0", "a")]
    [InlineData("coder:main.%0", "a")]
    [InlineData("%0", "a")]
    [InlineData("@1", "b")]
    [InlineData("$0:1.0", "b")]
    [InlineData("coder:v1.2", "b")]
    [InlineData("coder:v1.2.0", "b")]
    public async Task A_pane_is_found_by_its_id_or_its_place(string pane, string expected)
    {
        string first = await _server.NewSessionAsync("coder", bracketed: false);
        await _server.RunAsync("rename-window", "-t", "coder:0", "main");
        string second = await _server.RecordAsync(false, "new-window", "-P", "-F", "#{pane_id}", "-t", "coder:", "-n", "v1.2");

        await _server.Delivery().DeliverAsync(TmuxServer.To(pane, "x"), CancellationToken.None);

        await Eventually.FileHasAsync(expected == "a" ? first : second, "x\r");
        Assert.Equal("", await File.ReadAllTextAsync(expected == "a" ? second : first));
    }
}
