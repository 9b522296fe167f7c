using Orchestrator.Gateway.Operations;
using Orchestrator.Grains.Tasks;
using Orchestrator.Journal;

namespace Orchestrator.Host.TaskBoardFiles;

/// <summary>
/// Keeps a board and its file the same. Each round reads both, gives the board what was edited in the file, and writes the
/// file anew unless it was changed in between; then the next round sees that too. A crash between any two steps is made up
/// for by the next round: the file says up to which position its editor knew the board, the journal has the rest.
/// </summary>
internal sealed partial class TaskBoardFile
{
    private const int MaxRounds = 5;

    private readonly TaskBoardFileOptions _options;
    private readonly BoardJournal _journal;
    private readonly EditExecutor _executor;
    private readonly BoardFileStore _store;
    private readonly BoardFileMemoryStore _memories;
    private readonly ProgressLog _log;
    private readonly BoardProblems _problems = new();
    private readonly Queue<Completion> _completed = new();
    private readonly TimeProvider _time;
    private readonly ILogger _logger;

    private BoardFileMemory? _memory;
    private (string? Digest, DateTime? SavedAt, long Position)? _settled;
    private (string Digest, DateTime SavedAt)? _seen;
    private string? _logFailure;
    private TaskBoardFileView _view;

    public TaskBoardFile(
        TaskBoardFileOptions options, string dataFolder, IJournal journal, IGrainFactory grains, TimeProvider time, ILogger logger)
    {
        (_options, _time, _logger) = (options, time, logger);
        _journal = new(journal, options.Board);
        _executor = new(grains, options.Board);
        _store = new(options.File);
        _memories = new(dataFolder, options.File, options.Board.Value);
        _log = new(options.ProgressLog);
        _view = new() { Board = options.Board.Value, File = options.File, ProgressLog = options.ProgressLog, State = "starting" };
    }

    /// <summary>How it is.</summary>
    public TaskBoardFileView View => Volatile.Read(ref _view);

    /// <summary>Makes them the same.</summary>
    /// <param name="isFileAsked">Whether the file may have changed; else it is only looked at if the board did.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>Whether nothing is left to be done until one of them changes.</returns>
    public async Task<bool> SyncAsync(bool isFileAsked, CancellationToken cancellationToken)
    {
        try
        {
            _memory ??= await _memories.ReadAsync(cancellationToken);
            await _journal.FollowAsync(Note, cancellationToken);
            await LogCompletionsAsync(cancellationToken);
            if (!isFileAsked && _settled?.Position == _journal.Position) return _logFailure is null;
            for (int round = 0; round < MaxRounds; round++)
            {
                if (await RoundAsync(cancellationToken)) return _logFailure is null; // else it is tried again
            }

            return Waits("the file is changed all the time", null);
        }
        catch (BrokenBoardFileException error)
        {
            if (_view.Reason != error.Message) LogBroken(_logger, _options.File, error.Message);
            _settled = null;
            Show(_view with { State = "broken", Reason = error.Message });
            return true;
        }
        catch (Exception error) when (!cancellationToken.IsCancellationRequested)
        {
            return Waits(error.Message, error);
        }
    }

    private async Task<bool> RoundAsync(CancellationToken cancellationToken)
    {
        FileContent? content = await _store.ReadAsync(cancellationToken);
        if (_settled == (content?.Digest, content?.SavedAt, _journal.Position)) return true;
        BoardDocument? document = content is null ? null : BoardDocument.Parse(content.Bytes, _options.Board);
        (EditBasis basis, long occasion) = await BasisAsync(document, cancellationToken);
        IReadOnlyList<EditProblem> problems = document is null ? [] : await GiveEditsAsync(document, content!, basis, occasion, cancellationToken);

        // Without a basis a file has what its people want to see; with one, ended tasks that they removed stay out.
        TaskBoardState now = _journal.State;
        bool isSaved = content is null || _seen != (content.Digest, content.SavedAt);
        Func<TaskItem, bool> isLeftOut = document is null
            ? static _ => false
            : task => task.IsEnded && basis.State.Find(task.Content.TaskId) is { IsEnded: true };
        long position = basis.IsKnown && document?.Position is { } said && IsOurs(said) ? said : _journal.Position;
        if (content is not null && BoardDocumentWriter.Write(document, _options.Board, now, position, isLeftOut).AsSpan().SequenceEqual(content.Bytes))
        {
            _memory = _memory! with { Position = _journal.Position };
            return Settle(content, Report());
        }

        byte[] bytes = BoardDocumentWriter.Write(document, _options.Board, now, _journal.Position, isLeftOut);
        if (await _store.ReplaceAsync(content, bytes, cancellationToken) is not { } written) return false;
        await RememberAsync(_memory! with { Position = _journal.Position, Digest = written.Digest }, cancellationToken);
        return Settle(written, Report());

        IReadOnlyList<TaskBoardFileProblem> Report() => _problems.Report(problems, document, now, isSaved, _time.GetUtcNow());
    }

    // What the file's editor knew: the position that the file names, else what was written last.
    private async Task<(EditBasis Basis, long OwnAfter)> BasisAsync(BoardDocument? document, CancellationToken cancellationToken)
    {
        long? written = _memory!.Position <= _journal.Position ? _memory.Position : null;
        long? named = document?.Position is { } position && IsOurs(position) ? position : written;
        if (named is not { } known) return (new(_journal.State, IsKnown: false), _journal.Position);
        long ownAfter = Math.Max(known, written ?? 0);
        return (new(await _journal.AtAsync(known, ownAfter, cancellationToken), IsKnown: true), ownAfter);
    }

    // A file of another journal, or of a backup, may name what is yet to come.
    private bool IsOurs(long position) => position >= 0 && position <= _journal.Position;

    private async Task<IReadOnlyList<EditProblem>> GiveEditsAsync(
        BoardDocument document, FileContent content, EditBasis basis, long ownAfter, CancellationToken cancellationToken)
    {
        EditPlan plan = BoardEdits.Plan(document, basis, _journal.State, _options.Board, _options.Person);
        IReadOnlyList<EditProblem> refused = await _executor.GiveAsync(plan, $"{content.Digest}\n{ownAfter}", cancellationToken);
        await _journal.FollowAsync(Note, cancellationToken);
        if (plan.Edits.Count > 0)
        {
            LogEdited(_logger, _options.File, plan.Edits.Count, plan.Problems.Count + refused.Count);
            await LogCompletionsAsync(cancellationToken);
        }

        return [.. plan.Problems, .. refused];
    }

    private bool Settle(FileContent content, IReadOnlyList<TaskBoardFileProblem> news)
    {
        foreach (TaskBoardFileProblem problem in news) LogProblem(_logger, _options.File, problem.TaskId ?? "(none)", problem.Message);
        _settled = (content.Digest, content.SavedAt, _journal.Position);
        _seen = (content.Digest, content.SavedAt);
        Show(_view with
        {
            State = _logFailure is null ? "synced" : "waiting",
            Reason = _logFailure,
            Position = _journal.Position,
            SyncedAt = _time.GetUtcNow(),
            Problems = _problems.Shown,
        });
        return true;
    }

    private bool Waits(string reason, Exception? error)
    {
        if (_view.Reason != reason) LogWaits(_logger, error, _options.File, reason);
        _settled = null;
        Show(_view with { State = "waiting", Reason = reason });
        return false;
    }

    private void Note(Contracts.Tasks.TaskCompleted done, long sequence)
    {
        if (sequence > _memory!.Logged) _completed.Enqueue(new(sequence, done.TaskId, string.Empty, done.AgentId, done.At));
    }

    private async Task LogCompletionsAsync(CancellationToken cancellationToken)
    {
        if (_completed.Count == 0) return;
        Completion[] lines = [.. _completed.Select(done => done with { Title = _journal.State.Find(done.TaskId)?.Content.Title ?? string.Empty })];
        try
        {
            await _log.AppendAsync(lines, cancellationToken);
            if (_logFailure is not null) (_logFailure, _settled) = (null, null); // and says so
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // The file itself is no worse for it.
            string failure = $"the progress log can't be written: {error.Message}";
            if (_logFailure != failure) LogWaits(_logger, error, _options.File, failure);
            _logFailure = failure;
            return;
        }

        // They are in the log now; if that can't be remembered, the next start finds their ids there.
        _completed.Clear();
        await RememberAsync(_memory! with { Logged = lines[^1].Sequence }, cancellationToken);
    }

    private async Task RememberAsync(BoardFileMemory memory, CancellationToken cancellationToken)
    {
        await _memories.WriteAsync(memory, cancellationToken);
        _memory = memory;
    }

    private void Show(TaskBoardFileView view) => Volatile.Write(ref _view, view);

    [LoggerMessage(LogLevel.Information, "{File}: {Edits} edits were given to its board, {Problems} came to nothing")]
    private static partial void LogEdited(ILogger logger, string file, int edits, int problems);

    [LoggerMessage(LogLevel.Warning, "{File}: task {Task}: {Problem}")]
    private static partial void LogProblem(ILogger logger, string file, string task, string problem);

    [LoggerMessage(LogLevel.Warning, "{File} is left as it is until it is mended: {Reason}")]
    private static partial void LogBroken(ILogger logger, string file, string reason);

    [LoggerMessage(LogLevel.Warning, "{File}: it and its board can't be made the same now, trying again: {Reason}")]
    private static partial void LogWaits(ILogger logger, Exception? error, string file, string reason);
}
