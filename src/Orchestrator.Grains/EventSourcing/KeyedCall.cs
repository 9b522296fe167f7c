using System.Text.Json;
using Orchestrator.Contracts.Journaling;
using Orchestrator.Contracts.Serialization;

namespace Orchestrator.Grains.EventSourcing;

/// <summary>A command with a key while it is carried out.</summary>
/// <param name="key">The caller's key.</param>
/// <param name="digest">Tells the command from others.</param>
internal sealed class KeyedCall(string key, string digest)
{
    /// <summary>The most bytes of an answer that is kept: more than the largest message.</summary>
    public const int MaxAnswerBytes = 1 << 20;

    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public string Key => key;

    public string Digest => digest;

    /// <summary>What goes into the journal; null before the command is decided, or when it changes nothing.</summary>
    public EventMetadata.KeyedAnswer? Kept { get; private set; }

    /// <summary>Ends with the call, however that ends.</summary>
    public Task Ended => _ended.Task;

    public void Keep<TView>(TView view)
    {
        byte[] answer = JsonSerializer.SerializeToUtf8Bytes(view, OrchestratorJson.Journal);
        Kept = new(digest, answer.Length <= MaxAnswerBytes ? JsonElement.Parse(answer) : null);
    }

    public void End() => _ended.TrySetResult();
}
