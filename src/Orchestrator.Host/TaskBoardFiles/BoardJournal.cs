using System.Text.Json;
using Orchestrator.Contracts.Identifiers;
using Orchestrator.Contracts.Journaling;
using Orchestrator.Contracts.Serialization;
using Orchestrator.Contracts.Tasks;
using Orchestrator.Grains.Tasks;
using Orchestrator.Journal;

namespace Orchestrator.Host.TaskBoardFiles;

/// <summary>
/// A board as the journal has it, now and at any time before: the same events, applied by the same rules as in its grain.
/// So what the editor of a file knew is read from the journal, and nothing of it has to be kept beside.
/// </summary>
/// <param name="journal">The journal.</param>
/// <param name="board">The board.</param>
internal sealed class BoardJournal(IJournal journal, TaskBoardId board)
{
    /// <summary>Who acts when a file was edited, as the journal has it.</summary>
    public const string Actor = "task-board-file";

    private const int RowsAtOnce = 500;
    private const int MaxMarks = 256;

    private readonly string _grain = $"task-board/{board}";
    private readonly List<Mark> _marks = [Mark.Start]; // recent ones; they share nearly all of their tasks

    private Mark _now = Mark.Start;
    private Mark _asked = Mark.Start;

    /// <summary>The board's tasks.</summary>
    public TaskBoardState State => _now.State;

    /// <summary>The position of the board's last row; 0 when it has none.</summary>
    public long Position => _now.Position;

    /// <summary>Reads on to the end.</summary>
    /// <param name="completed">Told of each completion, with the number of its event on the board.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="JournalUnavailableException">The journal can't be read now.</exception>
    public async Task FollowAsync(Action<TaskCompleted, long> completed, CancellationToken cancellationToken)
    {
        await foreach (JournalEntry row in ReadAsync(_now.Next, cancellationToken))
        {
            _now = _now.With(row, (change, sequence) =>
            {
                if (change is TaskCompleted done) completed(done, sequence);
            });
            _marks.Add(_now);
            if (_marks.Count > MaxMarks) _marks.RemoveRange(0, MaxMarks / 2);
        }
    }

    /// <summary>The board as it was, with what was done since a later position for edits of its file.</summary>
    /// <param name="position">The position at which it is wanted.</param>
    /// <param name="ownAfter">The position after which changes by <see cref="Actor"/> count too; not before the other.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="JournalUnavailableException">The journal can't be read now.</exception>
    public async Task<TaskBoardState> AtAsync(long position, long ownAfter, CancellationToken cancellationToken)
    {
        Mark then = await FindAsync(position, cancellationToken);
        if (ownAfter >= Position) return then.State;
        TaskBoardState state = then.State;
        await foreach (JournalEntry row in ReadAsync(Nearest(ownAfter).Next, cancellationToken))
        {
            if (row.Position <= ownAfter) continue;
            if (row.Position > Position) break; // not followed yet
            foreach ((TaskEvent change, long sequence) in OwnOf(row)) state = state.Apply(change, sequence);
        }

        return state;
    }

    private static IEnumerable<(TaskEvent Change, long Sequence)> OwnOf(JournalEntry row)
    {
        if (!row.Metadata.Contains(Actor, StringComparison.Ordinal)) yield break;
        EventMetadata metadata = JsonSerializer.Deserialize<EventMetadata>(row.Metadata, OrchestratorJson.Journal) ?? EventMetadata.None;
        IReadOnlyList<EventMetadata.LaterCommand> later = metadata.Later ?? [];
        List<TaskEvent> changes = Decode(row);
        for (int i = 0; i < changes.Count; i++)
        {
            EventMetadata.LaterCommand? command = later.LastOrDefault(command => command.FirstEvent <= i);
            if ((command is null ? metadata.Actor : command.Actor) == Actor) yield return (changes[i], row.Sequence + i);
        }
    }

    private static List<TaskEvent> Decode(JournalEntry row) =>
        JsonSerializer.Deserialize<List<TaskEvent>>(row.Payload.Utf8, OrchestratorJson.Journal)
        ?? throw new InvalidOperationException($"journal row {row.Position} has no events");

    private Mark Nearest(long position)
    {
        Mark mark = _marks.FindLast(mark => mark.Position <= position) ?? Mark.Start;
        return _asked.Position <= position && _asked.Position > mark.Position ? _asked : mark;
    }

    // An old file is asked about again with every change of the board, so its mark is kept.
    private async Task<Mark> FindAsync(long position, CancellationToken cancellationToken)
    {
        if (position >= Position) return _now;
        Mark mark = Nearest(position);
        await foreach (JournalEntry row in ReadAsync(mark.Next, cancellationToken))
        {
            if (row.Position > position) break;
            mark = mark.With(row, static (_, _) => { });
        }

        return _asked = mark;
    }

    private async IAsyncEnumerable<JournalEntry> ReadAsync(
        long next, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        while (true)
        {
            IReadOnlyList<JournalEntry> rows = await journal.ReadGrainAsync(_grain, next, RowsAtOnce, cancellationToken);
            foreach (JournalEntry row in rows) yield return row;
            if (rows.Count < RowsAtOnce) yield break;
            next = rows[^1].Sequence + Decode(rows[^1]).Count;
        }
    }

    /// <summary>The board behind a row, and the number of the event that comes next.</summary>
    private sealed record Mark(TaskBoardState State, long Position, long Next)
    {
        public static Mark Start { get; } = new(new TaskBoardState(), 0, 1);

        public Mark With(JournalEntry row, Action<TaskEvent, long> seen)
        {
            TaskBoardState state = State;
            long next = row.Sequence;
            foreach (TaskEvent change in Decode(row))
            {
                if (next >= Next) state = state.Apply(change, next);
                seen(change, next++);
            }

            return new(state, row.Position, next);
        }
    }
}
