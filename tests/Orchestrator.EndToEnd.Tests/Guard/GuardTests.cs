using System.Text.Json;
using Orchestrator.EndToEnd.Tests.Support;
using Orchestrator.Testing;

namespace Orchestrator.EndToEnd.Tests.Guard;

/// <summary><c>orchestrator git guard</c> in real repositories, against a real host.</summary>
public sealed class GuardTests(GuardHost guard) : IClassFixture<GuardHost>, IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string Folder => Path.Combine(_folder.FullPath, "repository");

    private string Url => guard.Host.Url.ToString();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_commit_of_what_another_agent_holds_is_refused_and_its_holder_commits()
    {
        GuardedRepository repository = await InstalledAsync();
        Assert.Equal(0, (await repository.CommitAsync("coder", "src/Parser.cs", "README.md")).ExitCode); // the first commit of all
        string lease = await ReserveAsync("coder", "src/**", "rewriting the parser");

        Ended refused = await repository.CommitAsync("tester", "src/Parser.cs", "README.md");
        Ended nobody = await repository.CommitStagedAsync(null);

        Assert.Equal(1, refused.ExitCode);
        Assert.All(
            (string[])["src/Parser.cs is held by coder until 20", "src/**", lease, "rewriting the parser", "git restore --staged", "force-release"],
            words => Assert.Contains(words, refused.Error, StringComparison.Ordinal));
        Assert.DoesNotContain("README.md", refused.Error, StringComparison.Ordinal);
        Assert.Equal(1, nobody.ExitCode);
        Assert.Contains("ORCHESTRATOR_AGENT", nobody.Error, StringComparison.Ordinal);
        Assert.Equal("1", await repository.GitAsync("rev-list", "--count", "HEAD"));
        Ended allowed = await repository.CommitStagedAsync("coder");
        Assert.True(allowed.ExitCode == 0, $"{allowed}");
        await RunAsync("files", "force-release", lease, "--by", "ada", "--reason", "coder hangs", "--url", Url);
        Assert.Equal(0, (await repository.CommitAsync("tester", "src/Parser.cs")).ExitCode);
    }

    [Fact]
    public async Task Deleted_and_renamed_files_and_names_of_all_kinds_are_guarded()
    {
        GuardedRepository repository = await InstalledAsync();
        string[] names = ["with space.txt", "new\nline.txt", "über-日本-🙂.txt", "quote\"'$(x).txt", "-dash", "[slug].tsx"];
        Assert.Equal(0, (await repository.CommitAsync("a", [.. names, "old.txt", "gone.txt"])).ExitCode);
        await ReserveAsync("a", "**", "all of it");
        foreach (string name in names)
        {
            Ended refused = await repository.CommitAsync("b", name);
            Assert.Equal(1, refused.ExitCode);
            Assert.Contains(name.Replace('\n', ' '), refused.Error, StringComparison.Ordinal);
            await repository.GitAsync("reset", "--quiet", "--hard");
        }

        await repository.GitAsync("mv", "old.txt", "new.txt");
        await repository.GitAsync("rm", "--quiet", "gone.txt");
        Ended moved = await repository.CommitStagedAsync("b");
        Assert.All((string[])["old.txt", "new.txt", "gone.txt"], name => Assert.Contains($"{name} is held by a", moved.Error, StringComparison.Ordinal));
        Assert.Equal(1, moved.ExitCode);
    }

    [Fact]
    public async Task A_hook_that_was_there_runs_first_and_is_put_back()
    {
        GuardedRepository repository = await GuardedRepository.CreateAsync(Folder);
        repository.WriteHook(repository.Hook, "echo ran >> hook.log; [ ! -e forbidden ]");
        string before = await File.ReadAllTextAsync(repository.Hook);
        await InstallAsync(repository);
        await InstallAsync(repository); // again: the same
        await ReserveAsync("a", "held", "mine");

        Assert.Equal(1, (await repository.CommitAsync("b", "held")).ExitCode);
        Assert.Equal(0, (await repository.CommitStagedAsync("a")).ExitCode);
        Assert.Equal(1, (await repository.CommitAsync("a", "forbidden")).ExitCode);

        Assert.Equal(3, (await File.ReadAllLinesAsync(Path.Combine(Folder, "hook.log"))).Length);
        await RunAsync("git", "guard", "uninstall", "--repo", Folder);
        Assert.Equal(before, await File.ReadAllTextAsync(repository.Hook));
        Assert.Equal(["pre-commit"], Directory.GetFiles(Path.GetDirectoryName(repository.Hook)!, "pre-commit*").Select(Path.GetFileName).Where(name => !name!.EndsWith(".sample", StringComparison.Ordinal)));
        Assert.Equal(string.Empty, (await repository.GitAsync("config", "--local", "--list")).Split('\n').FirstOrDefault(line => line.StartsWith("orchestrator.", StringComparison.Ordinal)) ?? string.Empty);
    }

    [Fact]
    public async Task Work_trees_share_the_leases_and_each_has_its_agent()
    {
        GuardedRepository main = await InstalledAsync("--agent", "a");
        Assert.Equal(0, (await main.CommitAsync(null, "x", "y")).ExitCode);
        GuardedRepository linked = await main.AddWorktreeAsync(Path.Combine(_folder.FullPath, "linked tree"));
        await InstallAsync(linked, "--agent", "b");
        await ReserveAsync("a", "x", "mine");
        await ReserveAsync("b", "y", "mine too");

        Assert.Contains("x is held by a", (await linked.CommitAsync(null, "x")).Error, StringComparison.Ordinal);
        await linked.GitAsync("reset", "--quiet", "--hard");
        Assert.Equal(0, (await linked.CommitAsync(null, "y")).ExitCode);
        Assert.Contains("y is held by b", (await main.CommitAsync(null, "y")).Error, StringComparison.Ordinal);
        await main.GitAsync("reset", "--quiet", "--hard");
        Assert.Equal(0, (await main.CommitAsync(null, "x")).ExitCode);
    }

    [Fact]
    public async Task A_merge_of_what_its_holder_committed_is_no_change_of_it()
    {
        GuardedRepository main = await InstalledAsync();
        Assert.Equal(0, (await main.CommitAsync("a", "x", "conflict")).ExitCode);
        await main.GitAsync("checkout", "--quiet", "-b", "theirs");
        await ReserveAsync("a", "x", "mine");
        Assert.Equal(0, (await main.CommitAsync("a", "x", "conflict")).ExitCode);
        await main.GitAsync("checkout", "--quiet", "main");
        Assert.Equal(0, (await main.CommitAsync("b", "conflict")).ExitCode);
        await Assert.ThrowsAnyAsync<Exception>(() => main.GitAsync("merge", "theirs"));

        Assert.Equal(0, (await main.CommitAsync("b", "conflict")).ExitCode); // resolved; x comes as a committed it
    }

    [Fact]
    public async Task Hooks_are_found_where_the_configuration_has_them()
    {
        GuardedRepository repository = await GuardedRepository.CreateAsync(Folder);
        await repository.GitAsync("config", "core.hooksPath", "tools/hooks");
        await InstallAsync(repository);
        await ReserveAsync("a", "held", "mine");

        Assert.True(File.Exists(Path.Combine(Folder, "tools/hooks/pre-commit")));
        Assert.Equal(1, (await repository.CommitAsync("b", "held")).ExitCode);
    }

    [Fact]
    public async Task Without_a_host_a_commit_goes_through_with_a_warning_or_is_refused_as_it_was_installed()
    {
        GuardedRepository repository = await GuardedRepository.CreateAsync(Folder);
        string away = $"http://127.0.0.1:{Ports.Free()}";
        await RunAsync("git", "guard", "install", "--repo", Folder, "--url", away);

        Ended warned = await repository.CommitAsync("a", "x");
        await RunAsync("git", "guard", "install", "--repo", Folder, "--fail-closed");
        Ended refused = await repository.CommitAsync("a", "y");

        Assert.Equal(0, warned.ExitCode);
        Assert.Contains("WARNING", warned.Error, StringComparison.Ordinal);
        Assert.Equal(1, refused.ExitCode);
        Assert.Contains("commit refused", refused.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Leases_survive_a_kill_of_the_host()
    {
        GuardedRepository repository = await GuardedRepository.CreateAsync(Folder);
        int port = Ports.Free();
        string lease;
        await using (HostProcess host = await HostProcess.StartAsync(_folder.Data, port))
        {
            await InstallAsync(repository, "--fail-closed", "--url", host.Url.ToString());
            lease = await ReserveAsync("a", "src/", "mine", host.Url.ToString());
            await host.KillAsync();
        }

        Assert.Equal(1, (await repository.CommitAsync("a", "src/x")).ExitCode); // nobody to ask
        await using HostProcess again = await HostProcess.StartAsync(_folder.Data, port);
        Assert.Contains($"lease {lease}", (await repository.CommitStagedAsync("b")).Error, StringComparison.Ordinal);
        Assert.Equal(0, (await repository.CommitStagedAsync("a")).ExitCode);
        var api = new Api(again);
        JsonElement listed = Assert.Single((await api.QueryAsync("/file-leases?active=true&path=src%2Fx")).Items);
        Assert.Equal(lease, listed.GetProperty("id").GetString());
    }

    [Fact]
    public async Task Files_are_named_from_the_folder_one_is_in_as_everywhere_in_a_shell()
    {
        GuardedRepository repository = await GuardedRepository.CreateAsync(Folder);
        repository.Write("src/deep/a.cs", "text");
        await ReserveAsync("coder", "src/**/*.cs", "mine");
        string deep = Path.Combine(Folder, "src", "deep");

        await using ChildProgram program = ChildProgram.Start(
            "orchestrator", ["files", "check", "a.cs", "../b.cs", "../../README.md", "--agent", "tester", "--url", Url], folder: deep);
        Ended held = await program.EndAsync();

        Assert.Equal(1, held.ExitCode);
        Assert.Contains("src/deep/a.cs is held by coder", held.Error, StringComparison.Ordinal);
        Assert.Contains("src/b.cs is held by coder", held.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("README.md", held.Error, StringComparison.Ordinal);
    }

    private async Task<GuardedRepository> InstalledAsync(params string[] options)
    {
        GuardedRepository repository = await GuardedRepository.CreateAsync(Folder);
        await InstallAsync(repository, options);
        return repository;
    }

    private Task<Ended> InstallAsync(GuardedRepository repository, params string[] options) => RunAsync(
        ["git", "guard", "install", "--repo", repository.Folder, .. options.Contains("--url") ? (string[])[] : ["--url", Url], .. options]);

    // The project is the main work tree, whatever tree the agent is in.
    private async Task<string> ReserveAsync(string agent, string pattern, string reason, string? url = null) =>
        (await RunAsync("files", "reserve", pattern, "--project", Folder, "--agent", agent, "--reason", reason, "--url", url ?? Url)).Output.TrimEnd();

    private static async Task<Ended> RunAsync(params string[] arguments)
    {
        Ended ended = await ChildProgram.RunAsync("orchestrator", arguments);
        Assert.True(ended.ExitCode == 0, $"orchestrator {string.Join(' ', arguments)}: {ended}");
        return ended;
    }
}
