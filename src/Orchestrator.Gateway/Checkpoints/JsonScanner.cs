using System.Buffers;
using Orchestrator.Contracts.Serialization;

namespace Orchestrator.Gateway.Checkpoints;

/// <summary>
/// Checks JSON (RFC 8259, UTF-8) that comes in pieces cut anywhere, even within a string of any length. At most 64 deep.
/// </summary>
/// <param name="fail">Makes the error of what is wrong.</param>
internal sealed class JsonScanner(Func<string, Exception> fail)
{
    private static readonly SearchValues<byte> Plain =
        SearchValues.Create([.. Enumerable.Range(0x20, 0x60).Select(b => (byte)b).Where(b => b is not ((byte)'"' or (byte)'\\'))]);

    private readonly JsonString _text = new(fail);
    private readonly JsonNumber _number = new(fail);
    private Expected _next = Expected.Value;
    private ulong _objects;
    private bool _isName;
    private ReadOnlyMemory<byte> _word;

    private enum Expected
    {
        Value,
        FirstItem,
        FirstName,
        Name,
        Colon,
        AfterValue,
        Text,
        Number,
        Word,
    }

    /// <summary>In how many arrays and objects it stands.</summary>
    public int Depth { get; private set; }

    /// <summary>Whether a value has just ended.</summary>
    public bool IsAfterValue => _next == Expected.AfterValue;

    /// <summary>Whether a value must begin, behind a colon or at the start.</summary>
    public bool IsBeforeValue => _next == Expected.Value;

    /// <summary>Whether it stands within the name of a field.</summary>
    public bool IsInName => _next == Expected.Text && _isName;

    /// <summary>Whether the text may end here.</summary>
    public bool MayEnd => Depth == 0 && (IsAfterValue || (_next == Expected.Number && _number.MayEnd));

    /// <summary>Whether a byte is a blank between values.</summary>
    public static bool IsBlank(byte one) => one is (byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t';

    /// <summary>Whether a number ends before a byte.</summary>
    public bool EndsNumberWith(byte one) => _next == Expected.Number && !JsonNumber.IsPart(one);

    /// <summary>Reads one byte, or several where they are all plain text.</summary>
    /// <param name="piece">What comes next.</param>
    /// <param name="pairs">Whether halves of surrogate pairs are refused.</param>
    /// <returns>How many bytes were read, at least one.</returns>
    public int Read(ReadOnlySpan<byte> piece, bool pairs)
    {
        if (_next == Expected.Text && _text.IsPlain)
        {
            int end = piece.IndexOfAnyExcept(Plain);
            if (end != 0) return end < 0 ? piece.Length : end;
        }

        Read(piece[0], pairs);
        return 1;
    }

    private void Read(byte one, bool pairs)
    {
        switch (_next)
        {
            case Expected.Text:
                if (_text.Read(one, pairs)) _next = _isName ? Expected.Colon : Expected.AfterValue;
                return;
            case Expected.Number when JsonNumber.IsPart(one):
                _number.Read(one);
                return;
            case Expected.Number:
                if (!_number.MayEnd) throw fail("a number ends too early");
                _next = Expected.AfterValue;
                break;
            case Expected.Word:
                if (_word.Span[0] != one) throw fail("a value is none");
                _word = _word[1..];
                if (_word.IsEmpty) _next = Expected.AfterValue;
                return;
        }

        if (!IsBlank(one)) Between(one);
    }

    private void Between(byte one)
    {
        switch (_next, one)
        {
            case (Expected.FirstItem, (byte)']'):
            case (Expected.FirstName, (byte)'}'):
                Leave();
                break;
            case (Expected.Value or Expected.FirstItem, _):
                Begin(one);
                break;
            case (Expected.FirstName or Expected.Name, (byte)'"'):
                (_next, _isName) = (Expected.Text, true);
                break;
            case (Expected.Colon, (byte)':'):
                _next = Expected.Value;
                break;
            case (Expected.AfterValue, (byte)',') when Depth > 0:
                _next = IsInObject ? Expected.Name : Expected.Value;
                break;
            case (Expected.AfterValue, (byte)'}') when Depth > 0 && IsInObject:
            case (Expected.AfterValue, (byte)']') when Depth > 0 && !IsInObject:
                Leave();
                break;
            default:
                throw fail("something stands where it may not");
        }
    }

    private bool IsInObject => ((_objects >> (Depth - 1)) & 1) != 0;

    private void Begin(byte one)
    {
        switch (one)
        {
            case (byte)'{':
                Enter(isObject: true);
                break;
            case (byte)'[':
                Enter(isObject: false);
                break;
            case (byte)'"':
                (_next, _isName) = (Expected.Text, false);
                break;
            case (byte)'t':
                (_next, _word) = (Expected.Word, "rue"u8.ToArray());
                break;
            case (byte)'f':
                (_next, _word) = (Expected.Word, "alse"u8.ToArray());
                break;
            case (byte)'n':
                (_next, _word) = (Expected.Word, "ull"u8.ToArray());
                break;
            case (byte)'-' or (>= (byte)'0' and <= (byte)'9'):
                _next = Expected.Number;
                _number.Begin(one);
                break;
            default:
                throw fail("a value is none");
        }
    }

    private void Enter(bool isObject)
    {
        if (Depth == OrchestratorJson.MaxInputDepth) throw fail($"it is more than {OrchestratorJson.MaxInputDepth} deep");
        ulong bit = 1UL << Depth++;
        _objects = isObject ? _objects | bit : _objects & ~bit;
        _next = isObject ? Expected.FirstName : Expected.FirstItem;
    }

    private void Leave()
    {
        Depth--;
        _next = Expected.AfterValue;
    }
}
