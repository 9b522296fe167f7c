using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Orchestrator.Contracts.Errors;
using Orchestrator.Contracts.Identifiers;
using Orchestrator.Contracts.Journaling;
using Orchestrator.Contracts.Serialization;
using Orchestrator.Contracts.Transactions;
using Orchestrator.Grains.EventSourcing;
using Orchestrator.Journal;
using Orchestrator.Journal.Checkpoints;

namespace Orchestrator.Grains.Transactions;

/// <inheritdoc cref="ITransactionGrain"/>
public sealed partial class TransactionGrain(
    EventSourcingServices services, ICheckpointStore snapshots, ILogger<TransactionGrain> logger) : Grain, ITransactionGrain
{
    private TransactionId Id => TransactionId.Parse(this.GetPrimaryKeyString());

    /// <inheritdoc/>
    public async Task<Committed<TransactionView>> Run(RunTransaction command)
    {
        command.Validate();
        string digest = Convert.ToHexStringLower(
            SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(command, OrchestratorJson.Journal)).AsSpan(0, 16));
        if (await FindAsync() is { } before) return Again(before.Outcome, before.Position, digest);
        CallContext.IdempotencyKey = null; // it is the transaction's, not each command's
        TransactionPlan plan = await TransactionPlan.MakeAsync(command, GrainFactory, snapshots, services.Time);
        List<TransactionPlan.Part> held = [];
        List<(int Index, Task Call)> calls = [];
        IReadOnlyList<long> positions;
        TransactionOutcome outcome;
        List<(TransactionPlan.Part Part, PreparedCommit Prepared)> prepared = [];
        try
        {
            foreach (TransactionPlan.Part part in plan.Parts)
            {
                await part.Grain.Hold(Id);
                held.Add(part);
            }

            foreach (TransactionPlan.Part part in held) calls.AddRange(part.Start(Id));
            Task<PreparedCommit[]> preparing = Task.WhenAll(held.Select(part => part.Grain.Prepare(Id, part.Commands.Count)));

            // A command that is not allowed never comes to its grain, which would wait for it.
            if (await Task.WhenAny(preparing, FirstFailureAsync(calls)) != preparing) Forget(preparing);
            PreparedCommit[] commits = preparing.IsCompleted ? await preparing : throw HeldTransaction.Aborted(Id);
            prepared.AddRange(held.Zip(commits));
            outcome = new(TransactionOutcome.Committed, Now(), digest, Results(prepared, command.Commands.Count));
            positions = await services.Journal.AppendAsync(
                TransactionRow.All(Id, outcome, [.. commits.SelectMany(commit => commit.Rows)]), CancellationToken.None);
        }
        catch (JournalUnavailableException error) when (error.Outcome != JournalWriteOutcome.NotWritten)
        {
            // It may be there. The grains ask the journal; so does who sends the transaction again.
            Forget(calls);
            throw new UnavailableException("it is not known yet whether the transaction was written; send it again", error);
        }
        catch (Exception error)
        {
            await AbortAsync(held);
            bool isBehind = await ReadAnewAsync(prepared, error);
            Exception why = await WhyAsync(calls, error);

            // Another activation of this coordinator, on a silo that was taken for dead, may have carried it out: then a grain refuses
            // it because it is there already.
            if (await FindAsync() is { } ended) return Again(ended.Outcome, ended.Position, digest);
            throw why is ConflictException { Code: ErrorCodes.TransactionAborted } && (isBehind || error is not JournalConflictException)
                ? Undecided(error)
                : why;
        }

        await ConfirmAsync(prepared, positions);
        await SettleAsync(calls);
        return new(View(outcome), positions[^1]);
    }

    private static List<JsonElement?> Results(
        IEnumerable<(TransactionPlan.Part Part, PreparedCommit Prepared)> prepared, int commands)
    {
        var results = new JsonElement?[commands];
        foreach ((TransactionPlan.Part part, PreparedCommit commit) in prepared)
        {
            for (int i = 0; i < part.Commands.Count; i++) results[part.Commands[i].Index] = commit.Answers[i];
        }

        return [.. results];
    }

    private static void Forget(IEnumerable<(int Index, Task Call)> calls)
    {
        foreach ((_, Task call) in calls) Forget(call);
    }

    private static void Forget(Task task) => _ = task.ContinueWith(static ended => ended.Exception, TaskScheduler.Default);

    // Ends with the first call that fails; never when none does.
    private static Task FirstFailureAsync(IEnumerable<(int Index, Task Call)> calls)
    {
        var failed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        foreach ((_, Task call) in calls)
            _ = call.ContinueWith(_ => failed.TrySetResult(), default, TaskContinuationOptions.NotOnRanToCompletion, TaskScheduler.Default);
        return failed.Task;
    }

    // The first command that was refused for a reason of its own says why; the others only that it did not come to them.
    private static async Task<Exception> WhyAsync(List<(int Index, Task Call)> calls, Exception error)
    {
        foreach ((int index, Task call) in calls.OrderBy(call => call.Index))
        {
            await call.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
            if (call.Exception?.InnerException is OrchestratorException own and not UnavailableException && own.Code != ErrorCodes.TransactionAborted)
                return CommandRefused.By(own, index);
        }

        return error switch
        {
            JournalConflictException conflict => new ConflictException($"{conflict.Grain} was written or used by another; nothing of the transaction was done", ErrorCodes.TransactionAborted),
            JournalUnavailableException => new UnavailableException("the journal cannot be written now; nothing was done, send the transaction again", error),
            OrchestratorException known => known,
            _ => new UnavailableException($"a grain of the transaction could not be reached ({error.Message}); nothing was done, send it again", error),
        };
    }

    private Task AbortAsync(List<TransactionPlan.Part> held) => TellAsync(held.Select(part => part.Grain.Abort(Id)));

    // A grain whose own row met the fence lacks what another activation of it wrote. It can't find that out by itself, since the append
    // is not its own, and would be refused again and again.
    private async Task<bool> ReadAnewAsync(List<(TransactionPlan.Part Part, PreparedCommit Prepared)> prepared, Exception error)
    {
        if (error is not JournalConflictException conflict) return false;
        foreach ((TransactionPlan.Part part, PreparedCommit commit) in prepared)
        {
            if (commit.Rows is not [{ } own, ..] || own.Grain != conflict.Grain || own.Sequence != conflict.Sequence) continue;
            await TellAsync([part.Grain.Written(Id, long.MaxValue)]);
            return true;
        }

        return false;
    }

    // A grain that is not reached reads the journal: by itself, or when it is activated again. The two rounds keep one that
    // lost its silo since it prepared from answering without the transaction while another already answers with it.
    private async Task ConfirmAsync(List<(TransactionPlan.Part Part, PreparedCommit Prepared)> prepared, IReadOnlyList<long> positions)
    {
        var own = new long[prepared.Count];
        for (int i = 0, row = 0; i < own.Length; row += prepared[i++].Prepared.Rows.Count)
            own[i] = prepared[i].Prepared.Rows.Count == 0 ? 0 : positions[row];
        if (own.Length > 1) await TellAsync(prepared.Select((one, i) => one.Part.Grain.Written(Id, own[i])));
        await TellAsync(prepared.Select((one, i) => one.Part.Grain.Confirm(Id, own[i])));
    }

    private async Task TellAsync(IEnumerable<Task> calls)
    {
        Task told = Task.WhenAll(calls);
        await told.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        if (told.Exception is { } error) LogNotTold(logger, error, Id.Value);
    }

    // What the commands do after they are on disk (an agent's groups are told of it) is waited for, but is no part of it.
    private async Task SettleAsync(List<(int Index, Task Call)> calls)
    {
        Task all = Task.WhenAll(calls.Select(call => call.Call));
        await all.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        if (all.Exception is { } error) LogAfterwards(logger, error, Id.Value);
    }

    private async Task<(TransactionOutcome Outcome, long Position)?> FindAsync()
    {
        try
        {
            return await TransactionRow.FindAsync(services.Journal, Id);
        }
        catch (JournalUnavailableException error)
        {
            throw new UnavailableException("the journal cannot be read now; send the transaction again", error);
        }
    }

    private Committed<TransactionView> Again(TransactionOutcome outcome, long position, string digest)
    {
        if (outcome.Event == TransactionOutcome.Aborted)
            throw new ConflictException($"transaction {Id} was given up; nothing of it was done, send it under a new key", ErrorCodes.TransactionAborted);
        if (outcome.Digest != digest)
            throw new ConflictException($"the {CommandKey.Header} came before with other commands", ErrorCodes.IdempotencyConflict);
        return new(View(outcome), position);
    }

    // Its turn at a grain ended without it, but that other activation may still write it. It can't where a row stands in the place of
    // one of its own.
    private UnavailableException Undecided(Exception error) => new($"transaction {Id} did not come to its end; send it again", error);

    private TransactionView View(TransactionOutcome outcome) => new() { Id = Id, CommittedAt = outcome.At, Results = outcome.Results! };

    private DateTimeOffset Now() => DateTimeOffset.FromUnixTimeMilliseconds(services.Time.GetUtcNow().ToUnixTimeMilliseconds());

    [LoggerMessage(LogLevel.Warning, "Transaction {Transaction}: a grain could not be told how it ended; it asks the journal")]
    private static partial void LogNotTold(ILogger logger, Exception error, string transaction);

    [LoggerMessage(LogLevel.Warning, "Transaction {Transaction} is on disk; a command could not do what comes after that yet")]
    private static partial void LogAfterwards(ILogger logger, Exception error, string transaction);
}
