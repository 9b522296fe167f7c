using System.Security.Cryptography;
using System.Text;
using Orchestrator.Contracts.Identifiers;

namespace Orchestrator.Client.Messages;

/// <summary>The id of an agent's one response to a request, the same however often it is made.</summary>
internal static class ResponseId
{
    /// <summary>A digest, since the two ids may together be longer than an id.</summary>
    public static MessageId Of(MessageId request, AgentId agent)
    {
        byte[] digest = SHA256.HashData(Encoding.UTF8.GetBytes($"{request}\n{agent}"));
        return MessageId.Parse($"re_{Convert.ToHexStringLower(digest.AsSpan(0, 16))}");
    }
}
