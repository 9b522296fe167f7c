using System.Globalization;
using Orchestrator.Client;
using Orchestrator.Contracts.Conversations;
using Orchestrator.Contracts.Identifiers;
using Orchestrator.Contracts.Serialization;

namespace ReviewPair.Running;

/// <summary>Asks the host, where its files are out of reach.</summary>
internal sealed class HostTranscript(IOrchestratorClient client) : ITranscriptSource
{
    /// <inheritdoc/>
    public async Task<IReadOnlyList<TranscriptEntry>> ReadAsync(ConversationId conversation, CancellationToken cancellationToken)
    {
        var entries = new List<TranscriptEntry>();
        await foreach (MessageView message in client.Conversations.GetTranscriptAsync(conversation, cancellationToken: cancellationToken))
        {
            entries.Add(new TranscriptEntry(
                message.Sequence,
                message.CreatedAt.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss.fff", CultureInfo.InvariantCulture),
                message.From.Value,
                message.To?.ToString(),
                Words<MessageType>.Of(message.Type),
                message.Content));
        }

        return entries;
    }
}
