using System.Runtime.Versioning;
using Orchestrator.EndToEnd.Tests.Support;
using Orchestrator.Testing;

namespace Orchestrator.EndToEnd.Tests.Stopping;

[UnsupportedOSPlatform("windows")]
public sealed class DataFolderTests : IDisposable
{
    private const UnixFileMode Owner = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task All_files_are_their_owners_alone_also_in_a_folder_that_others_can_read()
    {
        Directory.CreateDirectory(_folder.Data, Owner | UnixFileMode.UserExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute);
        await using HostProcess host = await HostProcess.StartAsync(_folder.Data, Ports.Free());
        await new Api(host).PostAsync("/messages", new { from = "a", to = "b", content = "a secret" });

        string[] files = Directory.GetFiles(_folder.Data);

        Assert.Contains(files, file => Path.GetFileName(file) == "reporting.db");
        Assert.All(files, file => Assert.Equal(Owner, File.GetUnixFileMode(file)));
    }

    [Fact]
    public async Task Damaged_tables_are_built_anew_from_the_journal()
    {
        await using (HostProcess host = await HostProcess.StartAsync(_folder.Data, Ports.Free()))
        {
            await new Api(host).PostAsync("/messages", new { from = "a", to = "b", content = "kept" });
            await host.TerminateAsync();
        }

        await File.WriteAllTextAsync(Path.Combine(_folder.Data, "reporting.db"), new string('x', 100_000));

        await using HostProcess again = await HostProcess.StartAsync(_folder.Data, Ports.Free());
        var api = new Api(again);
        await Eventually.IsTrueAsync(async () => (await api.SendAsync(HttpMethod.Get, "/messages")) is { Succeeded: true, Items.Count: 1 }, "the message is in the tables");
    }

    [Fact]
    public async Task A_journal_that_is_no_database_is_refused_and_left_as_it_is()
    {
        Directory.CreateDirectory(_folder.Data);
        string journal = Path.Combine(_folder.Data, "journal.db");
        string text = new('x', 100_000);
        await File.WriteAllTextAsync(journal, text);

        Ended ended = await ChildProgram.RunAsync("orchestrator-host", "--urls", $"http://127.0.0.1:{Ports.Free()}", "--data", _folder.Data);

        Assert.True(ended.ExitCode == 1, $"{ended}");
        Assert.Contains("journal.db", Assert.Single(ended.ErrorLines), StringComparison.Ordinal);
        Assert.Equal(text, await File.ReadAllTextAsync(journal));
    }
}
