using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Orleans.Storage;

namespace Orchestrator.Journal.Tests.Storage;

public sealed class SqliteGrainStorageTests : GrainStorageContract, IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private SqliteNode _node = null!;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_journal_keeps_its_positions_whatever_is_stored_beside_it()
    {
        await _node.Journal.AppendAsync(Rows.Row("a", 1), CancellationToken.None).SoonAsync();
        await Storage.WriteStateAsync("s", Mailbox, new GrainState<string>("state")).SoonAsync();

        Assert.Equal(2, await _node.Journal.AppendAsync(Rows.Row("a", 2), CancellationToken.None).SoonAsync());
    }

    [Fact]
    public async Task It_is_registered_under_its_name_and_a_missing_serializer_names_the_call_to_make()
    {
        ServiceCollection services = new();
        services.AddSqliteJournal(_node.Journal).AddSqliteGrainStorage(options => options.Serializer = JsonSerializerOptions.Web);
        await using ServiceProvider provider = services.BuildServiceProvider();
        ServiceCollection without = new();
        without.AddSqliteJournal(_node.Journal).AddSqliteGrainStorage(_ => { });
        await using ServiceProvider providerWithout = without.BuildServiceProvider();

        Assert.IsType<SqliteGrainStorage>(provider.GetRequiredKeyedService<IGrainStorage>("OrleansStorage"));
        InvalidOperationException error = Assert.Throws<InvalidOperationException>(
            () => providerWithout.GetRequiredKeyedService<IGrainStorage>("OrleansStorage"));
        Assert.Contains("AddSqliteGrainStorage", error.Message, StringComparison.Ordinal);
    }

    protected override async Task<IGrainStorage> OpenAsync()
    {
        _node = await SqliteNode.OpenAsync(_folder.FullPath);
        return new SqliteGrainStorage(
            _node.Journal,
            Options.Create(new SqliteGrainStorageOptions { Serializer = JsonSerializerOptions.Web }),
            TimeProvider.System);
    }

    protected override async Task CloseAsync() => await _node.DisposeAsync();
}
