using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Json;
using Orchestrator.Contracts.Agents;
using Orchestrator.Contracts.Departments;
using Orchestrator.Contracts.Errors;
using Orchestrator.Contracts.Serialization;
using Orchestrator.Contracts.Sessions;
using Orchestrator.Contracts.Tasks;

namespace Orchestrator.Contracts.Journaling;

/// <summary>
/// Names a version of what a <c>PATCH</c> changes, so that two who change it do not undo each other's work (RFC 9110 8.8.3).
/// The gateway gives it with what is read, the grain compares it before it decides. It is a digest of what commands change;
/// what heartbeats and measurements change of an agent or a department is no part of it, or it would never stay.
/// </summary>
public static class EntityTag
{
    /// <summary>The tag of a view, in its quotes.</summary>
    /// <param name="view">A <see cref="SessionView"/>, <see cref="AgentView"/>, <see cref="DepartmentView"/> or <see cref="TaskView"/>.</param>
    /// <exception cref="ArgumentException">A view of another type.</exception>
    public static string Of(object view) => view switch
    {
        SessionView session => Digest(session),
        AgentView agent => Digest(agent with
        {
            LastHeartbeat = null,
            LastProgress = null,
            StalledSince = null,
            Liveness = default,
            Holds = null,
            HoldsCount = null,
            Metrics = null,
            CurrentTask = null,
        }),
        DepartmentView department => Digest(department with { Members = null, Performance = null, CurrentTask = null }),
        TaskView task => Digest(task),
        _ => throw new ArgumentException($"{view.GetType().Name} has no entity tag", nameof(view)),
    };

    /// <summary>Refuses a change when its caller read another version (<see cref="CallContext.IfMatch"/>), or says nothing.</summary>
    /// <param name="kind">The kind of thing, such as <c>session</c>.</param>
    /// <param name="id">Its identifier.</param>
    /// <param name="view">How it is now.</param>
    /// <exception cref="PreconditionFailedException">The caller read another version.</exception>
    public static void Check(string kind, string id, object view)
    {
        if (CallContext.IfMatch is not { } wanted) return;
        CallContext.IfMatch = null; // what the grain calls in its turn is not meant
        if (!wanted.Split(' ').Contains(Of(view), StringComparer.Ordinal))
            throw new PreconditionFailedException($"{kind} {id} was changed since it was read; read it again and repeat the change on that");
    }

    private static string Digest<TView>(TView view) =>
        $"\"{Base64Url.EncodeToString(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(view, OrchestratorJson.Http)).AsSpan(0, 15))}\"";
}
