using System.Buffers;
using Orchestrator.Journal;

namespace Orchestrator.Grains.EventSourcing;

/// <summary>
/// The payload of a row in bytes that are used again. Rows of messages are the most of what a busy grain allocates, and all of it is
/// garbage once the row is on disk.
/// </summary>
internal readonly struct RentedPayload
{
    // What is larger is rare, and would be kept for long.
    private const int MostRented = 64 * 1024;

    private readonly byte[]? _rented;

    private RentedPayload(byte[]? rented, JsonText text) => (_rented, Text) = (rented, text);

    /// <summary>The payload; not to be looked at after <see cref="Return"/>.</summary>
    public JsonText Text { get; }

    /// <summary>Copies what was written.</summary>
    public static RentedPayload Of(ReadOnlySpan<byte> written)
    {
        if (written.Length > MostRented) return new(null, written.ToArray());
        byte[] rented = ArrayPool<byte>.Shared.Rent(written.Length);
        written.CopyTo(rented);
        return new(rented, new JsonText(rented.AsMemory(0, written.Length)));
    }

    /// <summary>Gives the bytes back. Only of a row that is known to be on disk: a writer may still have any other in hand.</summary>
    public void Return()
    {
        if (_rented is not null) ArrayPool<byte>.Shared.Return(_rented);
    }
}
