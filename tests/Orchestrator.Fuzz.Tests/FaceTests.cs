using System.Globalization;
using Orchestrator.Fuzz.Hosting;
using Xunit.Abstractions;

namespace Orchestrator.Fuzz.Tests;

/// <summary>A short run against a real host: what was kept first, then new inputs. <c>tests/Orchestrator.Fuzz</c> runs for as long as one likes.</summary>
public sealed class FaceTests(ITestOutputHelper output)
{
    [Fact]
    public async Task Every_operation_and_tool_withstands_what_was_kept_and_what_is_new()
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(5));
        ulong seed = 20_261_128; // another one each time is for the command
        output.WriteLine($"seed {seed}");
        await using FuzzedHost host = await FuzzedHost.StartAsync(patience.Token);
        using var fuzzer = new FaceFuzzer(host, output.WriteLine);

        int kept = await fuzzer.ReplayAsync(Path.Combine(AppContext.BaseDirectory, "corpus"), patience.Token);
        await fuzzer.HttpBatchAsync(seed, patience.Token);
        await fuzzer.RawBatchAsync(seed, patience.Token);
        await fuzzer.McpBatchAsync(seed, patience.Token);
        await fuzzer.StdioBatchAsync(seed, patience.Token);

        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{kept} kept inputs, {fuzzer.Requests} requests; {fuzzer.Answers}"));
        Assert.Empty(fuzzer.Findings);
        Assert.True(kept > 50, $"only {kept} kept inputs were found");
        Assert.True(fuzzer.AllOperations.Count > 50 && fuzzer.AllTools.Count > 15);
        Assert.Empty(fuzzer.Operations.Missing(fuzzer.AllOperations));
        Assert.Empty(fuzzer.Tools.Missing(fuzzer.AllTools));
    }
}
