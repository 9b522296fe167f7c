using Orchestrator.Contracts.Conversations;
using Orchestrator.Contracts.Identifiers;

namespace Orchestrator.Grains.Mailboxes;

/// <summary>
/// Contents of waiting messages, kept while there is room: what is not here is asked of its conversation again.
/// </summary>
internal sealed class MessageContents
{
    private const int Room = 64;

    private readonly Dictionary<MessageId, MessageView> _messages = [];

    public MessageView? Find(MessageId id) => _messages.GetValueOrDefault(id);

    public void Keep(MessageView message)
    {
        if (_messages.Count < Room) _messages[message.Id] = message;
    }

    public void Refresh(MessageView message)
    {
        if (_messages.ContainsKey(message.Id)) _messages[message.Id] = message;
    }

    public void Forget(MessageId id) => _messages.Remove(id);

    public void Forget(Func<MessageView, bool> which)
    {
        foreach (MessageView message in _messages.Values.Where(which).ToArray()) _messages.Remove(message.Id);
    }
}
