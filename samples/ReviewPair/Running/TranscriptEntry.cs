using System.Text.Json;
using Orchestrator.Contracts.Identifiers;

namespace ReviewPair.Running;

/// <summary>A message of the transcript.</summary>
/// <param name="Sequence">Its number in the conversation.</param>
/// <param name="At">When it was sent, UTC.</param>
/// <param name="From">Who sent it.</param>
/// <param name="To">Whom it is for.</param>
/// <param name="Type">What it is for, as a word.</param>
/// <param name="Content">Its content.</param>
internal sealed record TranscriptEntry(long Sequence, string At, string From, string? To, string Type, JsonElement Content);

/// <summary>Where a conversation's transcript is read.</summary>
internal interface ITranscriptSource
{
    /// <summary>The messages of a conversation, in order, as far as they are there already.</summary>
    Task<IReadOnlyList<TranscriptEntry>> ReadAsync(ConversationId conversation, CancellationToken cancellationToken);
}
