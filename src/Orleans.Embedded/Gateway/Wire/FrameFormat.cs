using System.Buffers.Binary;
using System.Text.Json;

namespace Orleans.Gateway;

/// <summary>
/// A frame is a length of four bytes, big endian, and a JSON object of that length. The first property of the
/// object says what it is and, where there is one, the number of the call it belongs to.
/// </summary>
internal static class FrameFormat
{
    /// <summary>The size of the length.</summary>
    public const int HeaderSize = 4;

    [ThreadStatic]
    private static Utf8JsonWriter? s_writer;

    /// <summary>Writes a frame: opens the object, lets the body be written, closes it.</summary>
    public static PooledBuffer Write<TState>(TState state, Action<Utf8JsonWriter, TState> body)
    {
        var buffer = new PooledBuffer();
        try
        {
            buffer.GetSpan(HeaderSize);
            buffer.Advance(HeaderSize);

            // Serializing a value may write another frame on this thread; that one makes a writer of its own.
            var writer = s_writer ?? new Utf8JsonWriter(buffer);
            s_writer = null;
            writer.Reset(buffer);
            writer.WriteStartObject();
            body(writer, state);
            writer.WriteEndObject();
            writer.Flush();
            writer.Reset(Stream.Null);
            s_writer = writer;
            BinaryPrimitives.WriteInt32BigEndian(buffer.Written, buffer.Length - HeaderSize);
            return buffer;
        }
        catch
        {
            buffer.Dispose();
            throw;
        }
    }
}
