using System.Text;
using ReviewPair.Git;
using ReviewPair.Messages;

namespace Orchestrator.Client.Tests.Samples;

public sealed class RequestTests : IDisposable
{
    private readonly GitFixture _git = new();

    public void Dispose() => _git.Dispose();

    [Fact]
    public async Task Every_kind_of_change_is_a_request()
    {
        _git.Write("kept.cs", "a\n").Write("old name.cs", Lines(20)).Write("gone.cs", "x\n").Commit("first");
        _git.Write("kept.cs", "a\nb\n").Write("new näme.cs", Lines(20) + "21\n").Delete("old name.cs").Delete("gone.cs")
            .Write("added.cs", "new\n").Write("picture.png", "\u0000\u0001").Commit("second");

        Dictionary<string, ReviewRequest> requests = (await RequestsAsync(commits: 1)).ToDictionary(request => request.Path);

        Assert.Equal(["added.cs", "gone.cs", "kept.cs", "new näme.cs", "picture.png"], requests.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(("modified", "a\nb\n"), (requests["kept.cs"].Status, requests["kept.cs"].Content));
        Assert.Equal([[2, 1]], requests["kept.cs"].Changed!);
        Assert.Equal("renamed", requests["new näme.cs"].Status);
        Assert.Equal([[21, 1]], requests["new näme.cs"].Changed!);
        Assert.Equal(("deleted", "deleted"), (requests["gone.cs"].Status, requests["gone.cs"].Omitted));
        Assert.Equal(("added", "binary"), (requests["picture.png"].Status, requests["picture.png"].Omitted));
        Assert.All(requests.Values, request => Assert.NotEmpty(request.Commit));
    }

    [Fact]
    public async Task More_commits_than_there_are_means_all()
    {
        _git.Write("a.cs", "a\n").Commit("only");

        ReviewRequest request = Assert.Single(await RequestsAsync(commits: 10));

        Assert.Equal(("a.cs", "added"), (request.Path, request.Status));
    }

    [Fact]
    public async Task An_empty_commit_and_an_empty_repository_have_nothing_to_review()
    {
        Assert.Empty(await RequestsAsync(commits: 3));
        _git.Write("a.cs", "a\n").Commit("first").Commit("empty");
        Assert.Empty(await RequestsAsync(commits: 1));
    }

    [Fact]
    public async Task A_large_file_is_sent_as_its_diff_and_a_large_diff_not_at_all()
    {
        string large = string.Concat(Enumerable.Repeat("0123456789\n", 12_000));
        _git.Write("large.txt", large).Commit("first");
        _git.Write("large.txt", large + "one more\n").Commit("second");

        ReviewRequest change = Assert.Single(await RequestsAsync(commits: 1));
        ReviewRequest whole = Assert.Single(await RequestsAsync(commits: 2));

        Assert.Null(change.Content);
        Assert.Contains("+one more", change.Diff, StringComparison.Ordinal);
        Assert.Equal(("too large", Encoding.UTF8.GetByteCount(large) + 9), (whole.Omitted, whole.Size));
    }

    [Fact]
    public async Task A_folder_without_a_repository_is_a_git_error()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory();
        try
        {
            GitException error = await Assert.ThrowsAsync<GitException>(
                () => new GitRepository(folder.FullName).ChangesAsync(1, CancellationToken.None));
            Assert.Contains(folder.FullName, error.Message, StringComparison.Ordinal);
        }
        finally
        {
            folder.Delete();
        }
    }

    private static string Lines(int count) => string.Concat(Enumerable.Range(1, count).Select(i => $"line {i}\n"));

    private async Task<List<ReviewRequest>> RequestsAsync(int commits)
    {
        var repository = new GitRepository(_git.Folder);
        var builder = new RequestBuilder(repository);
        var requests = new List<ReviewRequest>();
        foreach (ChangedFile file in await repository.ChangesAsync(commits, CancellationToken.None))
            requests.Add(await builder.BuildAsync(file, CancellationToken.None));
        return requests;
    }
}
