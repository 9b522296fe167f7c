using Orchestrator.Contracts.Identifiers;
using Orchestrator.Contracts.Tasks;
using Orchestrator.Grains.Tasks;

namespace Orchestrator.Host.TaskBoardFiles;

/// <summary>
/// Finds what was edited in a file, by comparing it with what its editor knew, and the commands for it. A field that the
/// board has changed meanwhile to something else stays as the board has it: what was acknowledged here is not undone by
/// somebody who did not see it.
/// </summary>
internal sealed class BoardEdits
{
    private readonly TaskBoardId _board;
    private readonly AgentId _person;
    private readonly TaskBoardState _now;
    private readonly EditBasis _basis;
    private readonly Dictionary<TaskId, TaskFields> _new = [];
    private readonly Dictionary<TaskId, (Standing From, TaskFields To)> _moves = [];
    private readonly Dictionary<TaskId, List<TaskId>> _parts = [];
    private readonly Dictionary<TaskId, IReadOnlyList<TaskId>> _waitsFor = [];
    private readonly List<TaskEdit> _updates = [];
    private readonly List<TaskEdit> _lateUpdates = [];
    private readonly List<EditProblem> _problems = [];

    private BoardEdits(EditBasis basis, TaskBoardState now, TaskBoardId board, AgentId person) =>
        (_basis, _now, _board, _person) = (basis, now, board, person);

    /// <summary>Makes the plan.</summary>
    /// <param name="file">The file.</param>
    /// <param name="basis">What its editor knew.</param>
    /// <param name="now">The board as it is.</param>
    /// <param name="board">Its name.</param>
    /// <param name="person">In whose name a task is taken that is ended by hand while nobody has it.</param>
    public static EditPlan Plan(BoardDocument file, EditBasis basis, TaskBoardState now, TaskBoardId board, AgentId person)
    {
        var edits = new BoardEdits(basis, now, board, person);
        foreach (FileTask entry in file.Tasks) edits.Compare(entry);
        if (basis.IsKnown) edits.FindRemoved(file);
        return edits.ToPlan();
    }

    private void Compare(FileTask entry)
    {
        TaskId id = entry.Id;
        if (entry.Problem is { } problem)
        {
            _problems.Add(new(entry.HasId ? id : null, problem, entry.ProblemField, entry));
            return;
        }

        TaskItem? current = _now.Find(id);
        TaskItem? known = _basis.State.Find(id);
        if (current is not null && known is null)
        {
            TaskFields there = TaskFields.Of(current);
            if (!BoardField.All.All(field => field.Same(entry.Over(there).Fields, there)))
                Refuse(id, "a task with this id was created meanwhile; it stays as it is");
            return;
        }

        TaskFields before = known is null ? TaskFields.None : TaskFields.Of(known);
        FileFields said = entry.Over(before);
        foreach (FieldProblem field in said.Problems) _problems.Add(new(id, field.Message, field.Field, entry));
        if (current is null) Create(id, said.Fields);
        else Compare(id, said.Fields, before, TaskFields.Of(current));
    }

    private void Create(TaskId id, TaskFields wanted)
    {
        _new.Add(id, wanted);
        Note(id, wanted);
        Standing start = new Standing(TaskItemStatus.Pending, wanted.Standing.Agent).Normal;
        if (start != wanted.Standing) _moves.Add(id, (start, wanted));
    }

    private void Compare(TaskId id, TaskFields file, TaskFields before, TaskFields now)
    {
        Note(id, file);
        bool isMoved = IsEdited("status and assignee", file.Standing == before.Standing, now.Standing == before.Standing, file.Standing == now.Standing);
        if (isMoved) _moves.Add(id, (now.Standing, file));
        if (Changed(BoardField.Parent)) Refuse(id, "parentId can't be changed after the creation");

        List<BoardField> content = [.. BoardField.Content.Where(Changed)];
        if (content.Contains(BoardField.Estimate) && file.EstimateHours is null)
        {
            content.Remove(BoardField.Estimate);
            Refuse(id, "estimateHours can't be taken away again; say 0");
        }

        if (content.Count > 0) Update(id, file, content, isLate: now.Standing.IsEnded && isMoved);
        if (Changed(BoardField.Dependencies))
            Update(id, file, [BoardField.Dependencies], isLate: (now.Standing.IsEnded || now.Standing.IsHeld) && isMoved);

        bool Changed(BoardField field) => IsEdited(field.Name, field.Same(file, before), field.Same(now, before), field.Same(file, now));

        bool IsEdited(string what, bool fileIsSame, bool boardIsSame, bool bothAreSame)
        {
            if (fileIsSame || bothAreSame) return false;
            if (!boardIsSame) Refuse(id, $"{what} changed on the board too, meanwhile; it stays as it is there");
            return boardIsSame;
        }
    }

    private void Update(TaskId id, TaskFields file, List<BoardField> fields, bool isLate)
    {
        var change = new UpdateTask
        {
            Title = Has("title") ? file.Title : null,
            Description = Has("description") ? file.Description : null,
            Priority = Has("priority") ? file.Priority : null,
            Labels = Has("labels") ? file.Labels : null,
            RequiredCapabilities = Has("requiredCapabilities") ? file.RequiredCapabilities : null,
            EstimateHours = Has("estimateHours") ? file.EstimateHours : null,
            Dependencies = Has("dependencies") ? file.Dependencies : null,
        };
        (isLate ? _lateUpdates : _updates).Add(new(id, [UpdateStep(change)]));

        bool Has(string name) => fields.Any(field => field.Name == name);
    }

    private static EditStep UpdateStep(UpdateTask change) => new(
        change.Dependencies is null ? "update" : "depend", (board, id) => board.Update(id, change));

    // Whoever deletes an entry may have wanted to be rid of it, or have written the file from what they knew. A task that is
    // open comes back; to drop it is said by its status.
    private void FindRemoved(BoardDocument file)
    {
        HashSet<TaskId> there = [.. file.Tasks.Select(entry => entry.Id)];
        foreach (TaskItem task in _basis.State.Tasks)
        {
            TaskId id = task.Content.TaskId;
            if (!task.IsEnded && !there.Contains(id) && _now.Find(id) is { IsEnded: false })
                Refuse(id, "it was removed from the file and is put back; to drop it, set its status to cancelled");
        }
    }

    private EditPlan ToPlan()
    {
        List<TaskEdit> edits = [];
        HashSet<TaskId> made = [];
        foreach (TaskId id in Precedence.Order(_new.Keys, id => [.. _new[id].Dependencies, .. _new[id].ParentId is { } parent ? [parent] : (TaskId[])[]]))
        {
            made.Add(id);
            edits.Add(CreateEdit(id, _new[id], made));
        }

        edits.AddRange(_updates);
        foreach (TaskId id in Precedence.Order(_moves.Keys, Before)) Move(id, edits);
        edits.AddRange(_lateUpdates);
        return new(edits, _problems);
    }

    private TaskEdit CreateEdit(TaskId id, TaskFields wanted, HashSet<TaskId> made)
    {
        // Of a circle, the one that closes it is said afterwards: the board shows it.
        TaskId[] late = [.. wanted.Dependencies.Where(on => _new.ContainsKey(on) && !made.Contains(on))];
        if (late.Length > 0 || wanted.Dependencies.Contains(id))
            _updates.Add(new(id, [UpdateStep(new UpdateTask { Dependencies = wanted.Dependencies })]));
        var command = new CreateTask
        {
            Id = id,
            Board = _board,
            Title = wanted.Title,
            Description = wanted.Description.Length == 0 ? null : wanted.Description,
            Priority = wanted.Priority,
            Assignee = wanted.Standing.Agent,
            Dependencies = [.. wanted.Dependencies.Where(on => on != id && !late.Contains(on))],
            ParentId = wanted.ParentId,
            Labels = wanted.Labels,
            RequiredCapabilities = wanted.RequiredCapabilities,
            EstimateHours = wanted.EstimateHours,
        };
        bool isFree = wanted.ParentId is null && wanted.Dependencies.Count == 0;
        return new(id, [new EditStep(EditStep.Create, (board, _) => board.Create(command))], isFree);
    }

    private void Move(TaskId id, List<TaskEdit> edits)
    {
        (Standing from, TaskFields to) = _moves[id];
        StandingSteps way = new StandingSteps(_person).Go(from, to.Standing, to.Reason);
        if (way.Problem is { } problem) Refuse(id, $"status {to.Standing}: {problem}");
        else if (way.Steps.Count > 0) edits.Add(new(id, way.Steps));
    }

    // What a task waits for is done before it, and so are its parts.
    private IEnumerable<TaskId> Before(TaskId id) => _waitsFor.GetValueOrDefault(id, []).Concat(_parts.GetValueOrDefault(id) ?? []);

    private void Note(TaskId id, TaskFields wanted)
    {
        _waitsFor[id] = wanted.Dependencies;
        if (wanted.ParentId is not { } parent) return;
        if (!_parts.TryGetValue(parent, out List<TaskId>? parts)) _parts.Add(parent, parts = []);
        parts.Add(id);
    }

    private void Refuse(TaskId? id, string message) => _problems.Add(new(id, message));
}
