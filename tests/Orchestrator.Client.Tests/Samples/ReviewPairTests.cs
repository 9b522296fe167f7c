using System.Diagnostics;
using Orchestrator.Client.Tests.Hosting;

namespace Orchestrator.Client.Tests.Samples;

/// <summary>The sample as a person runs it: three processes and a host.</summary>
public sealed class ReviewPairTests(TestHostFixture fixture) : IClassFixture<TestHostFixture>
{
    [Fact]
    public async Task Two_processes_review_a_repository_and_the_tables_tell_it()
    {
        using var git = new GitFixture();
        git.Write("a.cs", "class A;\n").Commit("first");
        git.Write("a.cs", "class A; // TODO\n").Write("b.txt", "no line end").Commit("second");

        (int code, string output, string error) = await RunAsync(
            "run", "--repo", git.Folder, "--commits", "1", "--url", fixture.Host.Url.ToString(), "--data", fixture.Host.Data);

        Assert.True(code == 0, error);
        Assert.Contains("a.cs: 1 findings", output, StringComparison.Ordinal);
        Assert.Contains("line 1: left-for-later", output, StringComparison.Ordinal);
        Assert.Contains("final-newline", output, StringComparison.Ordinal);
        Assert.EndsWith("2 files reviewed, 2 findings\n", output, StringComparison.Ordinal);
        Assert.Contains("[author ", error, StringComparison.Ordinal);
        Assert.Contains("[reviewer ", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nothing_to_review_ends_well_too()
    {
        using var git = new GitFixture();
        git.Commit("empty");

        (int code, string output, string error) = await RunAsync(
            "run", "--repo", git.Folder, "--commits", "5", "--url", fixture.Host.Url.ToString());

        Assert.True(code == 0, error);
        Assert.EndsWith("0 files reviewed, 0 findings\n", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_failing_author_takes_the_reviewer_with_it()
    {
        (int code, string output, string error) = await RunAsync(
            "run", "--repo", "/no/such/repository", "--url", fixture.Host.Url.ToString());

        Assert.Equal((1, string.Empty), (code, output));
        Assert.Contains("/no/such/repository", error, StringComparison.Ordinal);
    }

    private static async Task<(int Code, string Output, string Error)> RunAsync(params string[] arguments)
    {
        string program = Path.Combine(AppContext.BaseDirectory, "review-pair.dll");
        using Process pair = Process.Start(new ProcessStartInfo("dotnet", [program, .. arguments])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        Task<string> output = pair.StandardOutput.ReadToEndAsync();
        Task<string> error = pair.StandardError.ReadToEndAsync();
        await pair.WaitForExitAsync().WaitAsync(TimeSpan.FromMinutes(3));
        return (pair.ExitCode, (await output).ReplaceLineEndings("\n"), await error);
    }
}
