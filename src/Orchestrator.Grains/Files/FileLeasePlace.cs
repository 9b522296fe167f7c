using System.Text.Json;
using Orchestrator.Contracts.Identifiers;
using Orchestrator.Grains.Serialization;
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
    public static void Raise(FileLeaseId id, ProjectPath project, Action<string, string, JsonText> raise)
    {
        FileLeasePlaced[] payload = [new(Type, project)];
        raise(GrainName(id), Type, JsonSerializer.SerializeToUtf8Bytes(payload, GrainStateJson.Options));
    }

    /// <summary>Finds the project; null for an id that was never used.</summary>
    public static async ValueTask<ProjectPath?> FindAsync(IJournal journal, FileLeaseId id)
    {
        IReadOnlyList<JournalEntry> rows = await journal.ReadGrainAsync(GrainName(id), 1, 1, CancellationToken.None);
        return rows is [{ } row] ? JsonSerializer.Deserialize<FileLeasePlaced[]>(row.Payload.Utf8, GrainStateJson.Options)![0].Project : null;
    }

    private static string GrainName(FileLeaseId id) => $"file-lease/{id}";

    /// <summary>The event.</summary>
    internal sealed record FileLeasePlaced(string Event, ProjectPath Project);
}
