namespace Orchestrator.Gateway.Checkpoints;

/// <summary>Checks a string of JSON behind its first quote, byte by byte: escapes, surrogate pairs, UTF-8.</summary>
/// <param name="fail">Makes the error of what is wrong.</param>
internal sealed class JsonString(Func<string, Exception> fail)
{
    private const byte FirstContinuation = 0x80;
    private const byte LastContinuation = 0xBF;

    private int _continuations;
    private byte _low;
    private byte _high;
    private bool _escaped;
    private int _digits;
    private int _unit;
    private bool _needsPair;

    /// <summary>Whether the next byte stands for itself.</summary>
    public bool IsPlain => _continuations == 0 && !_escaped && _digits == 0 && !_needsPair;

    /// <summary>Takes the next byte.</summary>
    /// <param name="one">The byte.</param>
    /// <param name="pairs">Whether halves of surrogate pairs are refused.</param>
    /// <returns>Whether it is the last quote.</returns>
    public bool Read(byte one, bool pairs)
    {
        if (_digits > 0) ReadDigit(one, pairs);
        else if (_escaped) ReadEscaped(one);
        else if (_continuations > 0) ReadContinuation(one);
        else if (one == (byte)'\\') _escaped = true;
        else if (_needsPair) throw HalfPair();
        else if (one == (byte)'"') return true;
        else if (one < 0x20) throw fail("a string has a control character");
        else if (one >= 0x80) ReadLead(one);
        return false;
    }

    private void ReadEscaped(byte one)
    {
        _escaped = false;
        if (one == (byte)'u') (_digits, _unit) = (4, 0);
        else if (_needsPair) throw HalfPair();
        else if (!"\"\\/bfnrt"u8.Contains(one)) throw fail("a string has an escape that is none");
    }

    private void ReadDigit(byte one, bool pairs)
    {
        if (!char.IsAsciiHexDigit((char)one)) throw fail("a string has a \\u escape that is none");
        _unit = (_unit << 4) | (one <= (byte)'9' ? one - '0' : (one | 0x20) - 'a' + 10);
        if (--_digits > 0 || !pairs) return;
        bool low = char.IsLowSurrogate((char)_unit);
        if (low != _needsPair) throw HalfPair();
        _needsPair = char.IsHighSurrogate((char)_unit);
    }

    // The Unicode Standard, table 3-7: well-formed UTF-8.
    private void ReadLead(byte one)
    {
        (_continuations, _low, _high) = one switch
        {
            >= 0xC2 and <= 0xDF => (1, FirstContinuation, LastContinuation),
            0xE0 => (2, (byte)0xA0, LastContinuation),
            0xED => (2, FirstContinuation, (byte)0x9F),
            >= 0xE1 and <= 0xEF => (2, FirstContinuation, LastContinuation),
            0xF0 => (3, (byte)0x90, LastContinuation),
            >= 0xF1 and <= 0xF3 => (3, FirstContinuation, LastContinuation),
            0xF4 => (3, FirstContinuation, (byte)0x8F),
            _ => throw NotUtf8(),
        };
    }

    private void ReadContinuation(byte one)
    {
        if (one < _low || one > _high) throw NotUtf8();
        (_low, _high) = (FirstContinuation, LastContinuation);
        _continuations--;
    }

    private Exception HalfPair() => fail("a string has a \\u escape that is half of a surrogate pair");

    private Exception NotUtf8() => fail("it is not UTF-8");
}
