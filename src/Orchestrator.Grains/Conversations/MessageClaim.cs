using Orchestrator.Contracts.Identifiers;
using Orchestrator.Grains.EventSourcing;
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
    public static void Raise(MessageId id, ConversationId conversation, long sequence, Action<string, string, JsonText> raise) =>
        FirstRow.Raise(GrainName(id), Type, new Payload(Type, conversation, sequence), raise);

    /// <summary>Finds who has an id.</summary>
    /// <exception cref="Contracts.Errors.UnavailableException">The journal cannot be read now.</exception>
    public static async ValueTask<MessageClaim?> FindAsync(IJournal journal, MessageId id) =>
        await FirstRow.FindAsync<Payload>(journal, GrainName(id)) is { } found
            ? new(found.Claim.ConversationId, found.Claim.Sequence, found.Position)
            : null;

    private static string GrainName(MessageId id) => $"message/{id}";

    /// <summary>The claim's event.</summary>
    internal sealed record Payload(string Event, ConversationId ConversationId, long Sequence);
}
