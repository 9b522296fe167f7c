using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Embedded.Tests.Support;
using Orleans.Storage;

namespace Orleans.Embedded.Tests.Storage;

public sealed class Shelf
{
    public IList<string> Books { get; init; } = [];
}

public sealed record Label(string Text);

public interface IShelfGrain : IGrainWithStringKey
{
    Task<int> Add(string book);

    Task<IList<string>> Books();

    Task<bool> Exists();

    Task Clear();

    Task<string?> Label();

    Task SetLabel(string text);

    Task Leave();
}

public sealed class ShelfGrain(
    [PersistentState("shelf", "test")] IPersistentState<Shelf> shelf,
    [PersistentState("label")] IPersistentState<Label> label) : Grain, IShelfGrain
{
    public async Task<int> Add(string book)
    {
        shelf.State.Books.Add(book);
        await shelf.WriteStateAsync();
        return shelf.State.Books.Count;
    }

    public Task<IList<string>> Books() => Task.FromResult(shelf.State.Books);

    public Task<bool> Exists() => Task.FromResult(shelf.RecordExists);

    public Task Clear() => shelf.ClearStateAsync();

    public Task<string?> Label() => Task.FromResult<string?>(label.State.Text);

    public Task SetLabel(string text)
    {
        label.State = new(text);
        return label.WriteStateAsync();
    }

    public Task Leave()
    {
        DeactivateOnIdle();
        return Task.CompletedTask;
    }
}

public interface IUnstoredGrain : IGrainWithStringKey
{
    Task Nothing();
}

public sealed class UnstoredGrain([PersistentState("x", "nowhere")] IPersistentState<Shelf> shelf) : Grain, IUnstoredGrain
{
    public Task Nothing() => Task.FromResult(shelf);
}

/// <summary>Keeps states as JSON and checks versions.</summary>
internal sealed class JsonStorage : IGrainStorage
{
    private readonly ConcurrentDictionary<string, (string Json, int Version)> _rows = new();

    public bool Fails { get; set; }

    public Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        Check();
        if (_rows.TryGetValue($"{stateName} {grainId}", out var row))
        {
            grainState.State = JsonSerializer.Deserialize<T>(row.Json);
            (grainState.ETag, grainState.RecordExists) = ($"{row.Version}", true);
        }

        return Task.CompletedTask;
    }

    public Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        Check();
        var version = _rows.TryGetValue($"{stateName} {grainId}", out var row) ? row.Version : 0;
        if (grainState.ETag != (version == 0 ? null : $"{version}"))
            throw new InconsistentStateException("changed meanwhile", $"{version}", grainState.ETag);
        _rows[$"{stateName} {grainId}"] = (JsonSerializer.Serialize(grainState.State), version + 1);
        (grainState.ETag, grainState.RecordExists) = ($"{version + 1}", true);
        return Task.CompletedTask;
    }

    public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        Check();
        _rows.TryRemove($"{stateName} {grainId}", out _);
        (grainState.State, grainState.ETag, grainState.RecordExists) = (default, null, false);
        return Task.CompletedTask;
    }

    public void Meddle(string stateName, GrainId grainId) =>
        _rows.AddOrUpdate($"{stateName} {grainId}", ("{}", 1), (_, row) => (row.Json, row.Version + 1));

    private void Check()
    {
        if (Fails) throw new IOException("disk full");
    }
}

public sealed class PersistentStateTests : IAsyncLifetime
{
    private readonly JsonStorage _storage = new();
    private TestSilos _silos = null!;

    private IShelfGrain Shelf => _silos.Grain<IShelfGrain>("s");

    public async Task InitializeAsync() => _silos = await TestSilos.StartAsync(silo =>
    {
        silo.Services.AddKeyedSingleton<IGrainStorage>("test", _storage);
        silo.Services.AddSingleton<IGrainStorage>(_storage);
    });

    public Task DisposeAsync() => _silos.DisposeAsync().AsTask();

    [Fact]
    public async Task A_state_is_written_and_read_by_the_next_activation()
    {
        Assert.False(await Shelf.Exists());
        Assert.Equal(1, await Shelf.Add("Faust"));
        await Shelf.SetLabel("classics");
        await Shelf.Leave();
        Assert.Equal(["Faust"], await Shelf.Books());
        Assert.Equal("classics", await Shelf.Label());
        Assert.True(await Shelf.Exists());
    }

    [Fact]
    public async Task A_state_without_a_record_is_new_and_empty()
    {
        Assert.Empty(await Shelf.Books());
        Assert.Null(await Shelf.Label());
    }

    [Fact]
    public async Task A_cleared_state_is_empty_and_can_be_written_again()
    {
        await Shelf.Add("Faust");
        await Shelf.Clear();
        Assert.Empty(await Shelf.Books());
        Assert.False(await Shelf.Exists());
        Assert.Equal(1, await Shelf.Add("Medea"));
    }

    [Fact]
    public async Task A_write_over_an_unknown_version_is_refused()
    {
        await Shelf.Add("Faust");
        _storage.Meddle("shelf", Shelf.GetGrainId());
        await Assert.ThrowsAsync<InconsistentStateException>(() => Shelf.Add("Medea"));
    }

    [Fact]
    public async Task An_error_of_the_storage_names_the_state_and_the_grain()
    {
        await Shelf.Books();
        _storage.Fails = true;
        var thrown = await Assert.ThrowsAsync<OrleansException>(() => Shelf.Add("Faust"));
        Assert.Contains("shelf", thrown.Message, StringComparison.Ordinal);
        Assert.Contains("disk full", thrown.Message, StringComparison.Ordinal);
        Assert.IsType<IOException>(thrown.InnerException);
    }

    [Fact]
    public async Task A_grain_whose_storage_is_not_registered_says_so()
    {
        var thrown = await Assert.ThrowsAsync<BadProviderConfigException>(() => _silos.Grain<IUnstoredGrain>("u").Nothing());
        Assert.Contains("nowhere", thrown.Message, StringComparison.Ordinal);
    }
}
