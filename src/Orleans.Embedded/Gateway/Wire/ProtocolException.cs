namespace Orleans.Gateway;

/// <summary>The peer broke the rules of the protocol; the connection is closed.</summary>
internal sealed class ProtocolException(string code, string message) : Exception(message)
{
    /// <summary>Gets the rule that was broken.</summary>
    public string Code => code;
}
