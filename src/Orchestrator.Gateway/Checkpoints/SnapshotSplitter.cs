using System.Text.Json;
using Orchestrator.Gateway.Problems;

namespace Orchestrator.Gateway.Checkpoints;

/// <summary>
/// Reads a body of JSON as it comes in, however it is cut, and tells the bytes of its field <c>snapshot</c> from all others.
/// It keeps nothing but where it stands, so a snapshot of any size costs no memory.
/// </summary>
internal sealed class SnapshotSplitter
{
    private const string Field = "snapshot";

    // What a name of eight letters takes when each is an escape, with its quotes.
    private const int MaxName = 50;

    private readonly JsonScanner _scanner;
    private readonly byte[] _name = new byte[MaxName];
    private int _nameLength;
    private bool _inName;
    private bool _isNext;
    private bool _found;

    public SnapshotSplitter() => _scanner = new(Fail);

    /// <summary>Whether the next byte, as far as it is known, is the snapshot's.</summary>
    public bool InSnapshot { get; private set; }

    /// <summary>Takes the first bytes of a piece: as many as are all the snapshot's, or all not.</summary>
    /// <param name="piece">The next piece of the body.</param>
    /// <param name="isSnapshot">Whether they are the snapshot's.</param>
    /// <returns>How many they are; perhaps none, and then the next ones are of the other kind.</returns>
    /// <exception cref="RefusedException">It is not JSON.</exception>
    public int Take(ReadOnlySpan<byte> piece, out bool isSnapshot)
    {
        isSnapshot = InSnapshot;
        for (int i = 0; i < piece.Length;)
        {
            if (_isNext && _scanner.IsBeforeValue && !JsonScanner.IsBlank(piece[i]))
            {
                if (piece[i] == (byte)'n') throw Refused("must be a JSON value, not null", Field);
                (_isNext, InSnapshot, _found) = (false, true, true);
                if (i > 0) return i;
                isSnapshot = true;
            }

            // A number ends only with what stands behind it.
            if (InSnapshot && _scanner.Depth == 1 && _scanner.EndsNumberWith(piece[i]))
            {
                InSnapshot = false;
                return i;
            }

            int read = _scanner.Read(piece[i..], InSnapshot);
            if (!InSnapshot) FollowNames(piece.Slice(i, read));
            i += read;
            if (InSnapshot && _scanner is { Depth: 1, IsAfterValue: true })
            {
                InSnapshot = false;
                return i;
            }
        }

        return piece.Length;
    }

    /// <summary>Says that the body has ended.</summary>
    /// <exception cref="RefusedException">It ends too early.</exception>
    public void End()
    {
        if (!_scanner.MayEnd) throw Fail("it ends too early");
    }

    // Names of the outermost object only.
    private void FollowNames(ReadOnlySpan<byte> read)
    {
        if (_scanner.Depth != 1) return;
        if (_scanner.IsInName || _inName)
        {
            foreach (byte one in read)
            {
                if (_nameLength < MaxName) _name[_nameLength] = one;
                _nameLength++;
            }
        }

        if (_inName && !_scanner.IsInName) _isNext = IsSnapshot();
        if (!_scanner.IsInName) _nameLength = 0;
        _inName = _scanner.IsInName;
    }

    private bool IsSnapshot()
    {
        if (_nameLength > MaxName) return false;
        var reader = new Utf8JsonReader(_name.AsSpan(0, _nameLength));
        try
        {
            if (!reader.Read() || !reader.ValueTextEquals(Field)) return false;
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            return false; // half of a surrogate pair
        }

        return _found ? throw Refused("has a field twice, or stands twice itself", Field) : true;
    }

    private RefusedException Fail(string what) => InSnapshot
        ? Refused($"is not well-formed JSON: {what}", Field)
        : new(Problem.Invalid($"the body is not well-formed JSON: {what}"));

    private static RefusedException Refused(string what, string field) => new(Problem.Invalid($"{field}: {what}", field));
}
