using System.Buffers;
using System.Text.Json;
using Orchestrator.Contracts.Errors;
using Orchestrator.Contracts.Journaling;
using Orchestrator.Contracts.Serialization;
using Orchestrator.Journal;

namespace Orchestrator.Grains.EventSourcing;

/// <content>
/// Commands with an idempotency key are carried out once. The key, a digest of the command and the answer are written in
/// the row of the command's own events: all of it becomes true or nothing.
/// </content>
public abstract partial class EventSourcedGrain<TState, TEvent>
{
    private readonly RememberedKeys _remembered = new();
    private Dictionary<string, KeyedCall>? _keyedCalls;

    /// <summary>Answers a command whose key is known as it was answered first; all other calls go on.</summary>
    /// <param name="context">The call.</param>
    public Task Invoke(IIncomingGrainCallContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        if (_held is not null || CallContext.Transaction is not null) return InvokeAroundTransactionAsync(context);
        return CallContext.IdempotencyKey is { } key && IsCommand(context.InterfaceMethod.ReturnType)
            ? InvokeOnceAsync(key, context)
            : context.Invoke();
    }

    // Everything else reads, or may be repeated anyway.
    private static bool IsCommand(Type returned) =>
        returned is { IsGenericType: true, GenericTypeArguments: [{ IsGenericType: true } answer] }
        && answer.GetGenericTypeDefinition() == typeof(Committed<>);

    private async Task InvokeOnceAsync(string key, IIncomingGrainCallContext context)
    {
        CommandKey.Check(key);
        string digest = CommandDigest.Of(context);

        // What the first call with the key comes to is known when it ended; where it failed, this one takes its place.
        while (_keyedCalls?.GetValueOrDefault(key) is { } running)
        {
            if (running.Digest != digest) throw UsedForAnother(key);
            await running.Ended;
        }

        if (_remembered.Find(key, Now()) is { } known)
        {
            if (known.Digest != digest) throw UsedForAnother(key);
            await SettleRepeatedAsync();
            context.Result = await ReadAnswerAsync(known, context.InterfaceMethod.ReturnType.GenericTypeArguments[0]);
            return;
        }

        var call = new KeyedCall(key, digest);
        (_keyedCalls ??= new(StringComparer.Ordinal)).Add(key, call);
        try
        {
            await context.Invoke();
        }
        finally
        {
            _keyedCalls.Remove(key);
            call.End();
        }
    }

    /// <summary>Whether a command with a key was carried out here and is remembered; one that runs is waited for.</summary>
    /// <param name="key">The key.</param>
    protected async Task<bool> KnowsKeyAsync(string key)
    {
        while (_keyedCalls?.GetValueOrDefault(key) is { } running) await running.Ended;
        return _remembered.Find(key, Now()) is not null;
    }

    private static ConflictException UsedForAnother(string key) =>
        new($"the {CommandKey.Header} {key} came before with another command", ErrorCodes.IdempotencyConflict);

    private void KeepAnswer<TView>(TView view)
    {
        if (CallContext.IdempotencyKey is { } key && _keyedCalls?.GetValueOrDefault(key) is { } call) call.Keep(view);
    }

    // A command that commits without an answer (a receiver that was served by another's) is not remembered.
    private KeyedCall? TakeKeyedAnswer() =>
        CallContext.IdempotencyKey is { } key && _keyedCalls?.GetValueOrDefault(key) is { Kept: not null } call ? call : null;

    private void Remember(IReadOnlyList<KeyedCall> calls, long row, DateTimeOffset at)
    {
        for (int i = 0; i < calls.Count; i++) _remembered.Add(new(calls[i].Key, calls[i].Digest, row, at));
    }

    private void Remember(JournalEntry row)
    {
        // Most rows have no key; those are not parsed.
        if (!row.Metadata.Contains("\"keyed\"", StringComparison.Ordinal)) return;
        foreach ((string key, EventMetadata.KeyedAnswer kept) in KeysOf(row))
            _remembered.Add(new(key, kept.Digest, row.Sequence, row.At));
    }

    private static IEnumerable<(string Key, EventMetadata.KeyedAnswer Kept)> KeysOf(JournalEntry row)
    {
        EventMetadata metadata =
            JsonSerializer.Deserialize<EventMetadata>(row.Metadata, OrchestratorJson.Journal) ?? EventMetadata.None;
        if (metadata is { IdempotencyKey: { } first, Keyed: { } kept }) yield return (first, kept);
        foreach (EventMetadata.LaterCommand later in metadata.Later ?? [])
        {
            if (later is { IdempotencyKey: { } key, Keyed: { } keptLater }) yield return (key, keptLater);
        }
    }

    private async Task<object?> ReadAnswerAsync(RememberedKey known, Type type)
    {
        IReadOnlyList<JournalEntry> rows;
        try
        {
            rows = await Journal.ReadGrainAsync(Name, known.Row, 1, CancellationToken.None);
        }
        catch (JournalUnavailableException error)
        {
            throw new UnavailableException("the journal cannot be read now; send the command again", error);
        }

        if (rows is not [{ } row] || row.Sequence != known.Row)
            throw new InvalidOperationException($"{Name} has no row at {known.Row}");
        JsonElement? answer = KeysOf(row).Last(kept => kept.Key == known.Key).Kept.Answer;
        return answer is { } value
            ? JsonSerializer.Deserialize(Committed(value, row.Position), type, OrchestratorJson.Journal)
            : throw new ConflictException(
                $"the command with the {CommandKey.Header} {known.Key} was carried out at position {row.Position}; its answer was too large to be kept",
                "idempotency-answer-too-large");
    }

    private static ReadOnlySpan<byte> Committed(JsonElement answer, long position)
    {
        var json = new ArrayBufferWriter<byte>();
        using var writer = new Utf8JsonWriter(json, CommandDigest.Writing);
        writer.WriteStartObject();
        writer.WritePropertyName("value");
        answer.WriteTo(writer);
        writer.WriteNumber("position", position);
        writer.WriteEndObject();
        writer.Flush();
        return json.WrittenSpan;
    }
}
