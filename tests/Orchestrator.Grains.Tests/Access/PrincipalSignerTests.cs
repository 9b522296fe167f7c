using System.Security.Cryptography;
using Orchestrator.Grains.Access;

namespace Orchestrator.Grains.Tests.Access;

public sealed class PrincipalSignerTests
{
    private readonly byte[] _key = RandomNumberGenerator.GetBytes(PrincipalSigner.MinKeyBytes);

    [Theory]
    [InlineData("t Admin  0")]
    [InlineData(null)]
    public void Another_process_with_the_key_knows_a_signature(string? principal)
    {
        string signature = Signer(_key).Sign(principal);

        Assert.True(Signer(_key).IsSigned(principal, signature));
    }

    [Fact]
    public void A_signature_is_good_for_nobody_else()
    {
        PrincipalSigner signer = Signer(_key);
        string signature = signer.Sign("t Observer  0");

        Assert.False(signer.IsSigned("t Admin  0", signature));
        Assert.False(signer.IsSigned(null, signature));
        Assert.False(signer.IsSigned("t Observer  0", signature[..^1]));
        Assert.False(signer.IsSigned("t Observer  0", string.Empty));
    }

    [Fact]
    public void A_process_with_another_key_is_not_believed()
    {
        string signature = Signer(RandomNumberGenerator.GetBytes(PrincipalSigner.MinKeyBytes)).Sign("t Admin  0");

        Assert.False(Signer(_key).IsSigned("t Admin  0", signature));
    }

    [Fact]
    public void Without_a_key_nothing_is_signed_or_believed()
    {
        var signer = new PrincipalSigner();

        Assert.False(signer.IsSigned("t Admin  0", Signer(_key).Sign("t Admin  0")));
        Assert.Throws<InvalidOperationException>(() => signer.Sign("t Admin  0"));
        Assert.Throws<ArgumentException>(() => signer.Use(new byte[PrincipalSigner.MinKeyBytes - 1]));
    }

    private static PrincipalSigner Signer(byte[] key)
    {
        var signer = new PrincipalSigner();
        signer.Use(key);
        return signer;
    }
}
