using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Orchestrator.EndToEnd.Tests.Support;
using Orchestrator.Testing;

namespace Orchestrator.EndToEnd.Tests.Samples;

/// <summary>samples/ReviewPair as its readers run it: three processes, a host and a git repository.</summary>
public sealed partial class ReviewPairTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string Repository => Path.Combine(_folder.FullPath, "repository");

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_pair_reviews_the_newest_commits_and_prints_what_it_wrote(bool fromTables)
    {
        await CreateRepositoryAsync();
        await using HostProcess host = await HostProcess.StartAsync(_folder.Data, Ports.Free());

        Ended ended = await ChildProgram.RunAsync(
            "review-pair",
            ["run", "--repo", Repository, "--commits", "2", "--url", host.Url.ToString(), .. fromTables ? (string[])["--data", _folder.Data] : []]);

        Assert.True(ended.ExitCode == 0, $"{ended}");
        Assert.Matches(@"src/Parser\.cs: 2 findings", ended.Output);
        Assert.Matches(@"line 3: left-for-later: TODO", ended.Output);
        Assert.Matches(@"notes\.md: 1 findings", ended.Output);
        Assert.DoesNotContain("old.txt", ended.Output, StringComparison.Ordinal); // its commit is the third newest
        Assert.Contains("3 files reviewed, 3 findings", ended.Output, StringComparison.Ordinal);
        AssertChildrenHaveEnded(ended);
        await AssertHostKnowsAsync(new Api(host));
    }

    [Fact]
    public async Task Without_a_host_the_pair_gives_up_and_says_so()
    {
        await CreateRepositoryAsync();

        await using ChildProgram pair = ChildProgram.Start(
            "review-pair", ["author", "--repo", Repository, "--timeout", "2", "--url", $"http://127.0.0.1:{Ports.Free()}"]);
        await pair.SignalAsync("INT");

        Assert.InRange((await pair.EndAsync()).ExitCode, 0, 130);
    }

    private async Task CreateRepositoryAsync()
    {
        GitRepository repository = await GitRepository.CreateAsync(Repository);
        await repository.CommitAsync("Begin", ("old.txt", "an old TODO: not new any more\n"));
        await repository.CommitAsync(
            "Parse",
            ("src/Parser.cs", "public class Parser\n{\n    // TODO: errors\n    public int Depth { get; } \n}\n"),
            ("src/Clean.cs", "public class Clean\n{\n}\n"));
        await repository.CommitAsync("Note", ("notes.md", "no newline at the end"));
    }

    private static void AssertChildrenHaveEnded(Ended ended)
    {
        int[] children = [.. ChildOutput().Matches(ended.Error).Select(match => int.Parse(match.Groups["pid"].Value, CultureInfo.InvariantCulture)).Distinct()];
        Assert.Equal(2, children.Length);
        Assert.All(children, pid => Assert.False(Directory.Exists($"/proc/{pid}"), $"process {pid} still runs:\n{ended}"));
    }

    private async Task AssertHostKnowsAsync(Api api)
    {
        JsonElement session = Assert.Single((await api.QueryAsync("/sessions?type=review")).Items);
        Assert.Equal("completed", session.GetProperty("status").GetString());
        Assert.Equal("3 files reviewed, 3 findings", session.GetProperty("summary").GetString());
        IReadOnlyList<JsonElement> agents = (await api.QueryAsync("/agents")).Items;
        Assert.Equal(["code-author", "code-reviewer"], agents.Select(agent => agent.GetProperty("type").GetString()).Order(StringComparer.Ordinal));
        Assert.All(agents, agent => Assert.Equal("offline", agent.GetProperty("status").GetString()));
        using SqliteFile tables = SqliteFile.OpenReporting(_folder.Data);
        Assert.Equal(0L, tables.Scalar("SELECT count(*) FROM message_deliveries WHERE status <> 'acknowledged'"));
        Assert.Equal(7L, tables.Scalar("SELECT count(*) FROM messages")); // a request and an answer a file, and the end
    }

    [GeneratedRegex(@"^\[(author|reviewer) (?<pid>\d+)\]", RegexOptions.Multiline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex ChildOutput();
}
