using System.Runtime.InteropServices;
using Orchestrator.Contracts.Conversations;
using Orchestrator.Contracts.Identifiers;
using Orchestrator.Contracts.Mailboxes;

namespace Orchestrator.Grains.Conversations;

/// <summary>Messages made from events, and the newest ones kept at hand.</summary>
internal sealed class Transcript
{
    private const int KeepNewest = 16;

    private readonly Queue<MessageView> _newest = new(KeepNewest);

    /// <summary>The message that an event brought.</summary>
    public static MessageView ToView(ConversationId conversation, MessageSent sent) => new()
    {
        Id = sent.Id,
        ConversationId = conversation,
        Sequence = sent.Sequence,
        SessionId = sent.SessionId,
        From = sent.From,
        To = sent.To,
        Type = sent.Type,
        Priority = sent.Priority,
        Tags = sent.Tags ?? [],
        Content = sent.Content,
        Context = sent.Context,
        ThreadId = sent.ThreadId,
        ParentMessageId = sent.ParentMessageId,
        ResponseTo = sent.ResponseTo,
        CorrelationId = sent.CorrelationId,
        RequiresResponse = sent.RequiresResponse ?? false,
        ResponseDeadline = sent.ResponseDeadline,
        Ask = sent.Ask ?? false,
        DeliveryMethod = sent.DeliveryMethod,
        Coordinates = sent.Coordinates,
        MaxRetries = sent.MaxRetries ?? MessageReference.DefaultMaxRetries,
        ExpiresAt = sent.ExpiresAt,
        CreatedAt = sent.At,
        TraceParent = sent.TraceParent,
    };

    /// <summary>The message after an edit.</summary>
    public static MessageView Edited(MessageView message, MessageEdited edited) => message with
    {
        Content = edited.Content,
        EditCount = edited.EditCount,
        EditedAt = edited.At,
    };

    /// <summary>Whether a command asks for the very message that is there already: it was sent again.</summary>
    public static bool IsSame(MessageView message, SendMessage command) =>
        message.From == command.From
        && (command.To is null || message.To == command.To)
        && message.Type == command.Type
        && message.EditCount == 0
        && JsonMarshal.GetRawUtf8Value(message.Content).SequenceEqual(JsonMarshal.GetRawUtf8Value(command.Content));

    public void Add(MessageView message)
    {
        if (_newest.Count == KeepNewest) _newest.Dequeue();
        _newest.Enqueue(message);
    }

    public void Clear() => _newest.Clear();

    /// <summary>A message by its id, when it is at hand.</summary>
    public MessageView? Find(MessageId id) => _newest.FirstOrDefault(m => m.Id == id);

    /// <summary>The messages from a number on, when all of them are at hand.</summary>
    public IReadOnlyList<MessageView>? TryRead(long fromSequence, int max) =>
        _newest.TryPeek(out MessageView? oldest) && oldest.Sequence <= fromSequence
            ? [.. _newest.Where(m => m.Sequence >= fromSequence).Take(max)]
            : null;
}
