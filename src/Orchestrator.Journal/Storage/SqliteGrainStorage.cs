using System.Text.Json;
using Microsoft.Extensions.Options;
using Orleans.Storage;

namespace Orchestrator.Journal;

/// <summary>
/// Grain storage in the journal's database: the snapshots that bound a replay. Writes are checked against the version
/// the grain knew of and share the journal's transactions.
/// </summary>
/// <param name="journal">The journal whose database and writer are used.</param>
/// <param name="options">How states become JSON.</param>
/// <param name="timeProvider">Dates the writes.</param>
public sealed class SqliteGrainStorage(
    SqliteJournal journal, IOptions<SqliteGrainStorageOptions> options, TimeProvider timeProvider) : IGrainStorage
{
    /// <summary>The key under which it is registered: the storage name grains ask for.</summary>
    public const string Name = "OrleansStorage";

    private readonly StateSerializer _states = new(
        options.Value.Serializer,
        $"{nameof(SqliteGrainStorageOptions)}.{nameof(SqliteGrainStorageOptions.Serializer)}",
        nameof(JournalServiceCollectionExtensions.AddSqliteGrainStorage));

    /// <inheritdoc/>
    public Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) =>
        ReadStateAsync(stateName, grainId, grainState, CancellationToken.None);

    /// <summary>Reads a state. Where none is stored, the state is new, its version null.</summary>
    /// <typeparam name="T">The state's type.</typeparam>
    /// <param name="stateName">The state's name.</param>
    /// <param name="grainId">The grain.</param>
    /// <param name="grainState">Gets the state and its version.</param>
    /// <param name="cancellationToken">Ends the read.</param>
    /// <returns>The read.</returns>
    /// <exception cref="JournalUnavailableException">The store can't be read now.</exception>
    /// <exception cref="JsonException">What is stored isn't a state of this type.</exception>
    public async Task ReadStateAsync<T>(
        string stateName, GrainId grainId, IGrainState<T> grainState, CancellationToken cancellationToken)
    {
        StoredState? row = await journal.Store.Readers.ReadAsync(
            session => StateTable.Find(session, grainId.ToString(), stateName), cancellationToken);
        _states.Load(grainState, row);
    }

    /// <inheritdoc/>
    public Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) =>
        WriteStateAsync(stateName, grainId, grainState, CancellationToken.None);

    /// <summary>Writes a state, unless another version than the grain's is stored, and returns when it is on disk.</summary>
    /// <typeparam name="T">The state's type.</typeparam>
    /// <param name="stateName">The state's name.</param>
    /// <param name="grainId">The grain.</param>
    /// <param name="grainState">The state, and the version the grain knew of; gets the new one.</param>
    /// <param name="cancellationToken">Ends the wait as long as the writer hasn't taken the write.</param>
    /// <returns>The write.</returns>
    /// <exception cref="InconsistentStateException">Another version is stored; nothing was written.</exception>
    /// <exception cref="JournalUnavailableException">The store can't be written now.</exception>
    public async Task WriteStateAsync<T>(
        string stateName, GrainId grainId, IGrainState<T> grainState, CancellationToken cancellationToken)
    {
        SaveStateWork work = new(
            grainId.ToString(),
            stateName,
            _states.Serialize(grainState),
            grainState.ETag,
            timeProvider.GetUtcNow());
        grainState.ETag = await journal.Store.Writer.WriteAsync(work, cancellationToken);
        grainState.RecordExists = true;
    }

    /// <inheritdoc/>
    public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) =>
        ClearStateAsync(stateName, grainId, grainState, CancellationToken.None);

    /// <summary>Removes a state, unless another version than the grain's is stored.</summary>
    /// <typeparam name="T">The state's type.</typeparam>
    /// <param name="stateName">The state's name.</param>
    /// <param name="grainId">The grain.</param>
    /// <param name="grainState">The version the grain knew of; becomes new.</param>
    /// <param name="cancellationToken">Ends the wait as long as the writer hasn't taken the removal.</param>
    /// <returns>The removal.</returns>
    /// <exception cref="InconsistentStateException">Another version is stored; nothing was removed.</exception>
    /// <exception cref="JournalUnavailableException">The store can't be written now.</exception>
    public async Task ClearStateAsync<T>(
        string stateName, GrainId grainId, IGrainState<T> grainState, CancellationToken cancellationToken)
    {
        await journal.Store.Writer.WriteAsync(
            new ClearStateWork(grainId.ToString(), stateName, grainState.ETag), cancellationToken);
        _states.Load(grainState, row: null);
    }
}
