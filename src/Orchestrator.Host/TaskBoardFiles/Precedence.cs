using Orchestrator.Contracts.Identifiers;

namespace Orchestrator.Host.TaskBoardFiles;

/// <summary>Orders tasks so that each comes behind those it follows. Circles are broken somewhere: the board refuses them.</summary>
internal static class Precedence
{
    /// <summary>Orders them; among those that do not follow each other the given order stays.</summary>
    /// <param name="tasks">The tasks.</param>
    /// <param name="follows">Those that one follows; others than the given ones do not matter.</param>
    public static IReadOnlyList<TaskId> Order(IReadOnlyCollection<TaskId> tasks, Func<TaskId, IEnumerable<TaskId>> follows)
    {
        HashSet<TaskId> open = [.. tasks];
        List<TaskId> ordered = new(tasks.Count);
        Stack<(TaskId Id, IEnumerator<TaskId> Before)> way = new(); // no recursion: a chain may be as long as a file
        foreach (TaskId first in tasks)
        {
            Enter(first);
            while (way.TryPeek(out var top))
            {
                if (top.Before.MoveNext())
                {
                    Enter(top.Before.Current);
                    continue;
                }

                way.Pop().Before.Dispose();
                ordered.Add(top.Id);
            }
        }

        return ordered;

        void Enter(TaskId id)
        {
            if (open.Remove(id)) way.Push((id, follows(id).GetEnumerator()));
        }
    }
}
