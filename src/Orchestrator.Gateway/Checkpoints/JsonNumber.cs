namespace Orchestrator.Gateway.Checkpoints;

/// <summary>Checks a number of JSON, digit by digit.</summary>
/// <param name="fail">Makes the error of what is wrong.</param>
internal sealed class JsonNumber(Func<string, Exception> fail)
{
    private Part _part;

    private enum Part
    {
        Minus,
        Zero,
        Whole,
        Point,
        Fraction,
        Exponent,
        Sign,
        Power,
    }

    /// <summary>Whether it may end here.</summary>
    public bool MayEnd => _part is Part.Zero or Part.Whole or Part.Fraction or Part.Power;

    /// <summary>Whether a byte may be a part of a number.</summary>
    public static bool IsPart(byte one) => IsDigit(one) || one is (byte)'-' or (byte)'+' or (byte)'.' or (byte)'e' or (byte)'E';

    /// <summary>Begins with a minus or a digit.</summary>
    public void Begin(byte one) => _part = one switch
    {
        (byte)'-' => Part.Minus,
        (byte)'0' => Part.Zero,
        _ => Part.Whole,
    };

    /// <summary>Takes the next byte.</summary>
    public void Read(byte one) => _part = (_part, one) switch
    {
        (Part.Minus, (byte)'0') => Part.Zero,
        (Part.Minus or Part.Whole, _) when IsDigit(one) => Part.Whole,
        (Part.Zero or Part.Whole, (byte)'.') => Part.Point,
        (Part.Point or Part.Fraction, _) when IsDigit(one) => Part.Fraction,
        (Part.Zero or Part.Whole or Part.Fraction, (byte)'e' or (byte)'E') => Part.Exponent,
        (Part.Exponent, (byte)'+' or (byte)'-') => Part.Sign,
        (Part.Exponent or Part.Sign or Part.Power, _) when IsDigit(one) => Part.Power,
        _ => throw fail("a number is none"),
    };

    private static bool IsDigit(byte one) => one is >= (byte)'0' and <= (byte)'9';
}
