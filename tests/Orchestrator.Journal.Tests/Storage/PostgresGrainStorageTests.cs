using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Orchestrator.Journal.Postgres;
using Orleans.Storage;

namespace Orchestrator.Journal.Tests.Storage;

public sealed class PostgresGrainStorageTests : GrainStorageContract
{
    private readonly PostgresNodes _nodes = new();

    [Fact]
    public async Task It_is_registered_under_its_name_and_a_missing_serializer_names_the_call_to_make()
    {
        await using PostgresNode with = await _nodes.OpenAsync(
            services => services.AddPostgresGrainStorage(options => options.Serializer = JsonSerializerOptions.Web));
        await using PostgresNode without = await _nodes.OpenAsync(services => services.AddPostgresGrainStorage(_ => { }));

        Assert.IsType<PostgresGrainStorage>(with.Services.GetRequiredKeyedService<IGrainStorage>("OrleansStorage"));
        InvalidOperationException error = Assert.Throws<InvalidOperationException>(
            () => without.Services.GetRequiredKeyedService<IGrainStorage>("OrleansStorage"));
        Assert.Contains("AddPostgresGrainStorage", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Connections_that_were_ended_meanwhile_are_not_noticed_by_a_read_and_a_write_says_what_is_unknown()
    {
        await Storage.WriteStateAsync("s", Mailbox, new GrainState<string>("kept")).SoonAsync();
        await _nodes.EndConnectionsAsync();
        GrainState<string> read = new();
        await Storage.ReadStateAsync("s", Mailbox, read).SoonAsync();
        await _nodes.EndConnectionsAsync();

        JournalUnavailableException error = await Assert.ThrowsAsync<JournalUnavailableException>(
            () => Storage.WriteStateAsync("s", Mailbox, new GrainState<string>("new", read.ETag)).SoonAsync());

        Assert.Equal("kept", read.State);
        Assert.Equal((JournalUnavailableReason.Disconnected, JournalWriteOutcome.Unknown), (error.Reason, error.Outcome));
        await Storage.WriteStateAsync("s", Mailbox, read).SoonAsync();
    }

    protected override async Task<IGrainStorage> OpenAsync()
    {
        PostgresNode node = await _nodes.OpenAsync(
            services => services.AddPostgresGrainStorage(options => options.Serializer = JsonSerializerOptions.Web));
        return node.Services.GetRequiredKeyedService<IGrainStorage>(SqliteGrainStorage.Name);
    }

    protected override async Task CloseAsync() => await _nodes.DisposeAsync();
}
