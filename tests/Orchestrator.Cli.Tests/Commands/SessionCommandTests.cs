using Orchestrator.Cli.Tests.Running;

namespace Orchestrator.Cli.Tests.Commands;

public sealed class SessionCommandTests(TestHost host) : IClassFixture<TestHost>
{
    [Fact]
    public async Task A_session_is_created_shown_listed_logged_in_and_ended()
    {
        Shell shell = host.Shell();
        CommandResult created = await shell.RunAsync("sessions", "create", "--name", "Release 2", "--capability", "build", "--metadata", "{\"ticket\": 7}");
        string id = created.Line;
        CommandResult logged = await shell.RunAsync("sessions", "log", id, "file_modified", "--event-data", "{\"path\": \"a.cs\"}");
        CommandResult ended = await shell.RunAsync("sessions", "end", id, "--summary", "All tests pass");
        CommandResult shown = await shell.RunAsync("sessions", "show", id);
        CommandResult listed = await Eventually.SeeAsync(
            () => shell.RunAsync("sessions", "--status", "completed"), result => result.Out.Contains(id, StringComparison.Ordinal));
        CommandResult events = await Eventually.SeeAsync(
            () => shell.RunAsync("sessions", "events", id), result => result.Out.Contains("file_modified", StringComparison.Ordinal));

        Assert.All([created, logged, ended, shown, listed, events], result => Assert.Equal((ExitCode.Ok, string.Empty), (result.Code, result.Error)));
        Assert.StartsWith("session_", id, StringComparison.Ordinal);
        Assert.StartsWith("event_", logged.Line, StringComparison.Ordinal);
        Assert.Contains("All tests pass", shown.Out, StringComparison.Ordinal);
        Assert.Contains("Release 2", listed.Out, StringComparison.Ordinal);
        Assert.Contains("\"path\"", events.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task With_json_a_session_is_what_the_http_api_answers()
    {
        Shell shell = host.Shell();
        CommandResult created = await shell.RunAsync("sessions", "create", "--type", "director", "--json");
        string id = created.Json.GetProperty("id").GetString()!;

        CommandResult shown = await shell.RunAsync("sessions", "show", id, "--json");

        Assert.Equal("director", shown.Json.GetProperty("type").GetString());
        Assert.Equal("active", shown.Json.GetProperty("status").GetString());
    }

    [Fact]
    public async Task An_unknown_session_is_code_1_and_one_line_with_the_code()
    {
        CommandResult result = await host.Shell().RunAsync("sessions", "show", "no-such-session");

        Assert.Equal(ExitCode.Failed, result.Code);
        Assert.Contains("no-such-session", result.Error, StringComparison.Ordinal);
        Assert.EndsWith("[not-found]\n", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ending_twice_says_what_it_is_already()
    {
        Shell shell = host.Shell();
        string id = (await shell.RunAsync("sessions", "create")).Line;
        await shell.RunAsync("sessions", "end", id);

        CommandResult again = await shell.RunAsync("sessions", "end", id);

        Assert.Equal(ExitCode.Failed, again.Code);
        Assert.Contains("completed", again.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_field_that_the_host_refuses_is_named()
    {
        CommandResult result = await host.Shell().RunAsync("sessions", "create", "--name", new string('x', 201));

        Assert.Equal(ExitCode.Failed, result.Code);
        Assert.StartsWith("error: name: ", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_status_that_does_not_exist_is_refused_with_the_allowed_ones()
    {
        CommandResult result = await host.Shell().RunAsync("sessions", "--status", "sleeping");

        Assert.Equal(ExitCode.Failed, result.Code);
        Assert.Contains("initializing", result.Error, StringComparison.Ordinal);
    }
}
