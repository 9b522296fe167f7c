using System.Text.Json;
using Orchestrator.Contracts.Conversations;
using Orchestrator.Contracts.Mailboxes;

namespace Orchestrator.Reporting.Conversations;

/// <summary>A message sent in this batch, with what became of it since.</summary>
internal sealed class NewMessage(MessageSent sent, string conversationId, int recipients)
{
    public MessageSent Sent => sent;

    public string ConversationId => conversationId;

    public int Recipients => recipients;

    public int MaxRetries => sent.MaxRetries ?? MessageReference.DefaultMaxRetries;

    /// <summary>Its number in the table, once it stands there.</summary>
    public long Number { get; set; }

    public JsonElement Content { get; set; } = sent.Content;

    public DateTimeOffset? EditedAt { get; set; }

    public int EditCount { get; set; }

    public DateTimeOffset? RequestOpenedAt { get; set; }

    public DateTimeOffset? AnsweredAt { get; set; }

    public DateTimeOffset? DeadlineExceededAt { get; set; }

    public int Acknowledged { get; private set; }

    public int Retries { get; set; }

    public int Failed { get; private set; }

    public string? FailureReason { get; private set; }

    /// <summary>When the last recipient was done; at once when there is none.</summary>
    public DateTimeOffset? DeliveredAt { get; private set; } = recipients == 0 ? sent.At : null;

    /// <summary>One of its recipients is done with it.</summary>
    public void Acknowledge(DateTimeOffset at)
    {
        Acknowledged++;
        if (Acknowledged >= recipients) DeliveredAt = at;
    }

    /// <summary>For some of its recipients it ended otherwise, or, below 0, did not after all.</summary>
    public void Fail(int count, string? reason)
    {
        Failed += count;
        FailureReason = reason ?? FailureReason;
    }
}
