using System.Text.Json.Serialization;
using Orchestrator.Contracts.Serialization;

namespace Orchestrator.Contracts.Mailboxes;

/// <summary>How a message reaches its recipient.</summary>
[JsonConverter(typeof(WordConverter<DeliveryMethod>))]
public enum DeliveryMethod
{
    /// <summary>It waits until the recipient fetches it; the default.</summary>
    Inbox,

    /// <summary>It is pushed to the recipient's open stream, or fetched as from the inbox while there is none.</summary>
    Stream,

    /// <summary>It is posted to the recipient's URL, signed.</summary>
    Webhook,

    /// <summary>It is pasted into the recipient's tmux pane.</summary>
    Tmux,

    /// <summary>It is typed at the recipient's place on the screen (S1).</summary>
    Gui,
}
