using System.Runtime.InteropServices;
using Orchestrator.Contracts.Conversations;

namespace Orchestrator.Grains.Conversations;

/// <summary>
/// What a reading of the journal left over, for the next one: a row that many senders wrote together holds many messages,
/// and who works off a long queue takes few at a time.
/// </summary>
internal sealed class ReadAhead
{
    private const int MaxBytes = 256 * 1024;

    private readonly List<MessageView> _messages = [];
    private int _bytes;

    /// <summary>The number of the message behind those at hand, and the event from which reading finds it.</summary>
    public (long Message, long Event) Next { get; private set; }

    /// <summary>Takes a message that directly follows, if there is room.</summary>
    public bool TryAdd(MessageView message)
    {
        int bytes = JsonMarshal.GetRawUtf8Value(message.Content).Length + 512;
        if (_bytes + bytes > MaxBytes) return false;
        _bytes += bytes;
        _messages.Add(message);
        return true;
    }

    /// <summary>Notes how far the reading went.</summary>
    public void Reached(long message, long change) => Next = (message + 1, change + 1);

    /// <summary>The messages at hand from one on; none when that one is not at hand. They are as they were sent.</summary>
    public IEnumerable<MessageView> From(long sequence) => _messages.Count > 0 && sequence >= _messages[0].Sequence
        ? _messages.Skip((int)Math.Min(sequence - _messages[0].Sequence, _messages.Count))
        : [];
}
