using Orchestrator.Cli.Tests.Running;

namespace Orchestrator.Cli.Tests.Commands;

public sealed class BudgetCommandTests(TestHost host) : IClassFixture<TestHost>
{
    [Fact]
    public async Task Usage_is_reported_and_summed()
    {
        Shell shell = host.Shell();
        CommandResult added = await shell.RunAsync("usage", "add", "spender", "--model", "gpt-5", "--input", "1200", "--output", "340", "--cost", "0.0123", "--session", "s");
        CommandResult report = await Eventually.SeeAsync(
            () => shell.RunAsync("usage", "--agent", "spender"), result => result.Out.Contains("gpt-5", StringComparison.Ordinal));
        CommandResult byAgent = await shell.RunAsync("usage", "--by", "agent,session", "--session", "s");

        Assert.All([added, report, byAgent], result => Assert.Equal((ExitCode.Ok, string.Empty), (result.Code, result.Error)));
        Assert.Contains("agent:spender", added.Out, StringComparison.Ordinal);
        Assert.Contains("0.0123 USD", added.Out, StringComparison.Ordinal);
        Assert.Contains("DAY", report.Out, StringComparison.Ordinal);
        Assert.Contains("1200", report.Out, StringComparison.Ordinal);
        Assert.Contains("0.0123 USD in all", report.Out, StringComparison.Ordinal);
        Assert.Contains("spender", byAgent.Out, StringComparison.Ordinal);
        Assert.DoesNotContain("DAY", byAgent.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_budget_is_set_shown_and_listed_and_a_send_is_refused_in_one_line()
    {
        Shell shell = host.Shell();
        CommandResult set = await shell.RunAsync("budgets", "set", "agent:poor", "--warn-cost", "0.5", "--stop-cost", "1");
        await shell.RunAsync("usage", "add", "poor", "--model", "m", "--cost", "1");
        CommandResult shown = await shell.RunAsync("budgets", "show", "agent:poor");
        CommandResult json = await shell.RunAsync("budgets", "show", "agent:poor", "--json");
        CommandResult listed = await Eventually.SeeAsync(
            () => shell.RunAsync("budgets", "--status", "stopped"), result => result.Out.Contains("agent:poor", StringComparison.Ordinal));
        CommandResult refused = await shell.RunAsync("send", "poor", "rich", "please");

        Assert.All([set, shown, json, listed], result => Assert.Equal((ExitCode.Ok, string.Empty), (result.Code, result.Error)));
        Assert.Contains("stopped", shown.Out, StringComparison.Ordinal);
        Assert.Contains("1.00 USD", shown.Out, StringComparison.Ordinal);
        Assert.Equal(1, json.Json.GetProperty("stopCost").GetDecimal());
        Assert.Equal(ExitCode.Failed, refused.Code);
        Assert.EndsWith("[budget-exceeded]\n", refused.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Wrong_usage_is_code_2()
    {
        Shell shell = host.Shell();
        Assert.Equal(ExitCode.WrongUsage, (await shell.RunAsync("budgets", "show", "team:x")).Code);
        Assert.Equal(ExitCode.WrongUsage, (await shell.RunAsync("budgets", "set", "agent:a", "--stop-cost", "much")).Code);
        Assert.Equal(ExitCode.WrongUsage, (await shell.RunAsync("budgets", "--status", "poor")).Code);
        Assert.Equal(ExitCode.WrongUsage, (await shell.RunAsync("usage", "add", "a", "--cost", "1")).Code);
    }
}
