using System.Text.Json;
using Orchestrator.Cli.Tests.Running;

namespace Orchestrator.Cli.Tests.Commands;

public sealed class TailCommandTests(TestHost host) : IClassFixture<TestHost>
{
    [Fact]
    public async Task The_journal_is_printed_in_order_one_event_a_line()
    {
        Shell shell = host.Shell();
        string id = (await shell.RunAsync("sessions", "create", "--name", "tailed")).Line;
        await shell.RunAsync("sessions", "end", id);

        CommandResult tail = await Eventually.SeeAsync(
            () => shell.RunAsync("tail", "--json", "--limit", "2"), result => result.Out.Contains("session-ended", StringComparison.Ordinal));

        JsonElement[] events = [.. tail.Out.TrimEnd('\n').Split('\n').Select(line => JsonDocument.Parse(line).RootElement)];
        long[] positions = [.. events.Select(journaled => journaled.GetProperty("position").GetInt64())];
        Assert.Equal(positions.Order(), positions);
        string[] types = [.. events.Where(e => e.GetProperty("grain").GetString() == $"session/{id}").Select(e => e.GetProperty("type").GetString()!)];
        Assert.Equal(["session-created", "session-ended"], types);
    }

    [Fact]
    public async Task After_a_position_only_later_events_are_printed()
    {
        Shell shell = host.Shell();
        await shell.RunAsync("sessions", "create");
        CommandResult all = await Eventually.SeeAsync(() => shell.RunAsync("tail", "--json"), result => result.Out.Length > 0);
        long last = JsonDocument.Parse(all.Out.TrimEnd('\n').Split('\n')[^1]).RootElement.GetProperty("position").GetInt64();

        CommandResult rest = await shell.RunAsync("tail", "--after", $"{last + 1_000}");

        Assert.Equal((ExitCode.Ok, string.Empty), (rest.Code, rest.Out));
    }

    [Fact]
    public async Task Following_goes_on_until_it_is_stopped()
    {
        Shell shell = host.Shell();
        using var stop = new CancellationTokenSource();
        Task<CommandResult> following = shell.RunAsync(string.Empty, stop.Token, "tail", "--follow");
        string id = (await shell.RunAsync("sessions", "create")).Line;
        await Eventually.SeeAsync(
            () => shell.RunAsync("tail"), result => result.Out.Contains(id, StringComparison.Ordinal));
        stop.CancelAfter(TimeSpan.FromSeconds(3));

        CommandResult result = await following;

        Assert.Contains(id, result.Out, StringComparison.Ordinal);
    }
}
