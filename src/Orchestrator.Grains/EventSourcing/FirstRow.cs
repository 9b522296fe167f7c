using System.Text.Json;
using Orchestrator.Contracts.Errors;
using Orchestrator.Grains.Serialization;
using Orchestrator.Journal;

namespace Orchestrator.Grains.EventSourcing;

/// <summary>
/// The first row of a grain that another grain writes in a commit of its own. The journal's fence lets it be written once: so
/// an id is used once, wherever it is used, and leads to what used it.
/// </summary>
internal static class FirstRow
{
    /// <summary>Adds a claim of an id to a commit: the only event of the grain named after the id.</summary>
    /// <param name="grain">The grain's name in the journal.</param>
    /// <param name="type">The event's type.</param>
    /// <param name="claim">The event.</param>
    /// <param name="raise">Adds a row to the commit.</param>
    public static void Raise<TClaim>(string grain, string type, TClaim claim, Action<string, string, JsonText> raise)
    {
        TClaim[] payload = [claim];
        raise(grain, type, JsonSerializer.SerializeToUtf8Bytes(payload, GrainStateJson.Options));
    }

    /// <summary>Reads the claim of an id, and where it stands; null for an id that was never used.</summary>
    /// <exception cref="UnavailableException">The journal cannot be read now.</exception>
    public static async ValueTask<(TClaim Claim, long Position)?> FindAsync<TClaim>(IJournal journal, string grain) =>
        await FindAsync(journal, grain) is { } row
            ? (JsonSerializer.Deserialize<TClaim[]>(row.Payload.Utf8, GrainStateJson.Options)![0], row.Position)
            : null;

    /// <summary>Reads the first row of a grain; null for one that has none.</summary>
    /// <exception cref="UnavailableException">The journal cannot be read now.</exception>
    public static async ValueTask<JournalEntry?> FindAsync(IJournal journal, string grain)
    {
        try
        {
            return await journal.ReadGrainAsync(grain, 1, 1, CancellationToken.None) is [{ } row] ? row : null;
        }
        catch (JournalUnavailableException error)
        {
            throw new UnavailableException("the journal cannot be read now; send the command again", error);
        }
    }
}
