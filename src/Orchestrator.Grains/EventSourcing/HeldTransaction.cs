using System.Text.Json;
using Orchestrator.Contracts.Errors;
using Orchestrator.Contracts.Identifiers;
using Orchestrator.Contracts.Serialization;

namespace Orchestrator.Grains.EventSourcing;

/// <summary>The transaction for which a grain's turn is held, and how far its commands are.</summary>
/// <param name="id">The transaction.</param>
/// <param name="grain">The grain.</param>
internal sealed class HeldTransaction(TransactionId id, IGrainBase grain)
{
    private static readonly AsyncLocal<Call?> Current = new();

    private readonly TaskCompletionSource _ended = NewSource();
    private readonly List<JsonElement?> _answers = [];
    private TaskCompletionSource _changed = NewSource();
    private int _decided;
    private bool _refused;

    public TransactionId Id => id;

    /// <summary>Ends with the transaction, however that ends.</summary>
    public Task Ended => _ended.Task;

    /// <summary>Whether its rows were handed out: from then on the journal alone says how it ends.</summary>
    public bool Prepared { get; set; }

    /// <summary>The answers to its commands so far.</summary>
    public IReadOnlyList<JsonElement?> Answers => _answers;

    /// <summary>The command of this transaction in whose flow this runs; null in that of any other call.</summary>
    public Call? CurrentCall => Current.Value is { } call && call.Of == this ? call : null;

    /// <summary>
    /// Refuses what a command would still do that had not decided when its transaction was given up: it would do it alone.
    /// </summary>
    /// <param name="grain">The grain that would do it.</param>
    /// <param name="held">The transaction that holds the grain now.</param>
    /// <exception cref="ConflictException">It is such a command.</exception>
    public static void RefuseLate(IGrainBase grain, HeldTransaction? held)
    {
        if (Current.Value is { IsDecided: false } call && call.Of != held && ReferenceEquals(call.Of.Grain, grain)) throw Aborted(call.Of.Id);
    }

    /// <summary>Begins a command when those before it are decided.</summary>
    /// <param name="index">Its number, from 0.</param>
    public async Task<Call> BeginAsync(int index)
    {
        await DecidedAsync(index);
        var call = new Call(this);
        return call;
    }

    /// <summary>Ends when so many commands are decided.</summary>
    /// <exception cref="ConflictException">One was refused, or the transaction ended.</exception>
    public async Task DecidedAsync(int commands)
    {
        while (_decided < commands)
        {
            if (_refused || _ended.Task.IsCompleted) throw Aborted(id);
            await Task.WhenAny(_changed.Task, _ended.Task);
        }

        if (_refused || _ended.Task.IsCompleted) throw Aborted(id);
    }

    public void End() => _ended.TrySetResult();

    public static ConflictException Aborted(TransactionId id) =>
        new($"transaction {id} was given up; nothing of it was done", ErrorCodes.TransactionAborted);

    private IGrainBase Grain => grain;

    private static TaskCompletionSource NewSource() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private void Change(Action change)
    {
        change();
        TaskCompletionSource changed = _changed;
        _changed = NewSource();
        changed.TrySetResult();
    }

    /// <summary>A command of the transaction while it is carried out.</summary>
    internal sealed class Call(HeldTransaction held)
    {
        private JsonElement? _answer;

        public HeldTransaction Of => held;

        public bool IsDecided { get; private set; }

        /// <summary>Makes what is called from here on run in this command's flow.</summary>
        public void Enter() => Current.Value = this;

        /// <summary>Keeps the answer that is given when the transaction is on disk.</summary>
        public void Answer<TView>(TView view) => _answer = JsonSerializer.SerializeToElement(view, OrchestratorJson.Http);

        /// <summary>The command has raised what it raises; it waits for the disk now, or has ended.</summary>
        public void Decide()
        {
            if (IsDecided) return;
            IsDecided = true;
            held.Change(() =>
            {
                held._answers.Add(_answer);
                held._decided++;
            });
        }

        /// <summary>The command was refused: the whole transaction is.</summary>
        public void Refuse()
        {
            if (!IsDecided) held.Change(() => held._refused = true);
        }
    }
}
