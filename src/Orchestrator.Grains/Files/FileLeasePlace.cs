using Orchestrator.Contracts.Identifiers;
using Orchestrator.Grains.EventSourcing;
using Orchestrator.Journal;

namespace Orchestrator.Grains.Files;

/// <summary>
/// Says of which project a lease is. It is the only event of a grain named after the lease, written in the transaction in
/// which the files are reserved: so each id is used once, in all projects together.
/// </summary>
internal static class FileLeasePlace
{
    private const string Type = "file-lease-placed";

    /// <summary>Adds it to the commit that reserves the files.</summary>
    public static void Raise(FileLeaseId id, ProjectPath project, Action<string, string, JsonText> raise) =>
        FirstRow.Raise(GrainName(id), Type, new FileLeasePlaced(Type, project), raise);

    /// <summary>Finds the project; null for an id that was never used.</summary>
    /// <exception cref="Contracts.Errors.UnavailableException">The journal cannot be read now.</exception>
    public static async ValueTask<ProjectPath?> FindAsync(IJournal journal, FileLeaseId id) =>
        (await FirstRow.FindAsync<FileLeasePlaced>(journal, GrainName(id)))?.Claim.Project;

    private static string GrainName(FileLeaseId id) => $"file-lease/{id}";

    /// <summary>The event.</summary>
    internal sealed record FileLeasePlaced(string Event, ProjectPath Project);
}
