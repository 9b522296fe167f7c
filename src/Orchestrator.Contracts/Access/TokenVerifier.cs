using System.Security.Cryptography;
using System.Text;
using Orchestrator.Contracts.Errors;

namespace Orchestrator.Contracts.Access;

/// <summary>
/// What is kept of a token's secret: enough to know it again, of no use to find it out. It stands in the journal alone, and what
/// reads the journal to others leaves it out (<see cref="Journaling.Redaction"/>).
/// </summary>
/// <param name="Algorithm">How the hash was made: <c>pbkdf2-sha256</c>.</param>
/// <param name="Iterations">How often; at least <see cref="MinIterations"/>.</param>
/// <param name="Salt">The token's own salt.</param>
/// <param name="Hash">The hash.</param>
[Immutable]
public sealed record TokenVerifier(string Algorithm, int Iterations, byte[] Salt, byte[] Hash)
{
    /// <summary>
    /// The fewest iterations, and those of every token made here: what NIST SP 800-132 asks at least. Hundreds of thousands of them are
    /// for passwords, of which people have few to choose from. A secret is 256 random bits: one iteration is as hopeless to search
    /// through as a million, and a thousand agents that come back after a restart must not wait for each other.
    /// </summary>
    public const int MinIterations = 1_000;

    private const int MaxIterations = 1_000_000;
    private const int SaltBytes = 16;
    private const int HashBytes = 32;
    private const string Pbkdf2 = "pbkdf2-sha256";

    /// <summary>One that no secret fits: trying it takes as long as trying a token's own.</summary>
    public static TokenVerifier OfNothing { get; } =
        new(Pbkdf2, MinIterations, RandomNumberGenerator.GetBytes(SaltBytes), RandomNumberGenerator.GetBytes(HashBytes));

    /// <summary>Makes that of a secret; takes less than a millisecond.</summary>
    /// <param name="secret">The secret, of <see cref="TokenText.NewSecret"/>: nothing that people chose.</param>
    public static TokenVerifier Of(string secret)
    {
        byte[] salt = RandomNumberGenerator.GetBytes(SaltBytes);
        return new(Pbkdf2, MinIterations, salt, Derive(secret, salt, MinIterations));
    }

    /// <summary>Whether it is that of a secret; takes less than a millisecond at <see cref="MinIterations"/>.</summary>
    /// <param name="secret">The secret.</param>
    public bool Matches(string secret) => CryptographicOperations.FixedTimeEquals(Derive(secret, Salt, Iterations), Hash);

    /// <summary>Refuses one that is too weak.</summary>
    /// <exception cref="ValidationException">It is.</exception>
    public void Validate()
    {
        if (Algorithm != Pbkdf2) throw new ValidationException("verifier.algorithm", $"must be {Pbkdf2}");
        if (Iterations is < MinIterations or > MaxIterations)
            throw new ValidationException("verifier.iterations", $"must be {MinIterations} to {MaxIterations}");
        if (Salt is not { Length: >= SaltBytes and <= 64 }) throw new ValidationException("verifier.salt", $"must have {SaltBytes} to 64 bytes");
        if (Hash is not { Length: HashBytes }) throw new ValidationException("verifier.hash", $"must have {HashBytes} bytes");
    }

    // The compiler calls this for ToString: a hash must not reach a log.
    private bool PrintMembers(StringBuilder builder)
    {
        builder.Append(Algorithm);
        return true;
    }

    private static byte[] Derive(string secret, byte[] salt, int iterations) =>
        Rfc2898DeriveBytes.Pbkdf2(Encoding.UTF8.GetBytes(secret), salt, iterations, HashAlgorithmName.SHA256, HashBytes);
}
