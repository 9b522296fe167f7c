using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using Orchestrator.Contracts.Identifiers;

namespace Orchestrator.Contracts.Access;

/// <summary>
/// The text of a token, <c>orc_&lt;id&gt;_&lt;secret&gt;</c>, as its holder sends it. The secret is 256 random bits in base64url,
/// 43 characters. It is shown once, when the token is made, and kept nowhere.
/// </summary>
public static class TokenText
{
    private const string Prefix = "orc_";
    private const int SecretBytes = 32;
    private const int SecretLength = 43;

    /// <summary>Makes a secret.</summary>
    public static string NewSecret() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(SecretBytes));

    /// <summary>Writes a token.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="secret">Its secret.</param>
    public static string Of(TokenId id, string secret) => $"{Prefix}{id}_{secret}";

    /// <summary>Takes a token apart.</summary>
    /// <param name="text">What somebody sent.</param>
    /// <param name="id">Its id.</param>
    /// <param name="secret">Its secret.</param>
    /// <returns>False when it is no token by its form.</returns>
    public static bool TryParse([NotNullWhen(true)] string? text, out TokenId id, [NotNullWhen(true)] out string? secret)
    {
        (id, secret) = (default, null);
        if (text is null || text.Length < Prefix.Length + 2 + SecretLength || !text.StartsWith(Prefix, StringComparison.Ordinal)) return false;
        int end = text.Length - SecretLength - 1;
        if (text[end] != '_' || !IdentifierText.IsValid(text.AsSpan(Prefix.Length, end - Prefix.Length))) return false;
        id = TokenId.Parse(text[Prefix.Length..end]);
        secret = text[(end + 1)..];
        return true;
    }
}
