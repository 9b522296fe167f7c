using System.Text.Json;
using Orchestrator.Contracts.Identifiers;
using Orchestrator.Grains.Serialization;
using Orchestrator.Journal;

namespace Orchestrator.Grains.Conversations;

/// <summary>
/// Says which message has an id that its caller gave. It is the only event of a grain named after the message, written
/// in the transaction of the message: the journal's fence lets each id be used once, in all conversations together.
/// </summary>
/// <param name="ConversationId">The conversation of the message.</param>
/// <param name="Sequence">The message's number there.</param>
/// <param name="Position">The journal position of the message.</param>
internal sealed record MessageClaim(ConversationId ConversationId, long Sequence, long Position)
{
    private const string Type = "message-claimed";

    /// <summary>Adds the claim to the commit that has the message.</summary>
    public static void Raise(MessageId id, ConversationId conversation, long sequence, Action<string, string, JsonText> raise)
    {
        Payload[] payload = [new(Type, conversation, sequence)];
        raise(GrainName(id), Type, JsonSerializer.SerializeToUtf8Bytes(payload, GrainStateJson.Options));
    }

    /// <summary>Finds who has an id.</summary>
    public static async ValueTask<MessageClaim?> FindAsync(IJournal journal, MessageId id)
    {
        IReadOnlyList<JournalEntry> rows = await journal.ReadGrainAsync(GrainName(id), 1, 1, CancellationToken.None);
        if (rows.Count == 0) return null;
        Payload payload = JsonSerializer.Deserialize<Payload[]>(rows[0].Payload.Utf8, GrainStateJson.Options)![0];
        return new(payload.ConversationId, payload.Sequence, rows[0].Position);
    }

    private static string GrainName(MessageId id) => $"message/{id}";

    /// <summary>The claim's event.</summary>
    internal sealed record Payload(string Event, ConversationId ConversationId, long Sequence);
}
