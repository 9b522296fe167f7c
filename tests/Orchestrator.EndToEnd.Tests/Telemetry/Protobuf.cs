using System.Text;

namespace Orchestrator.EndToEnd.Tests.Telemetry;

/// <summary>Walks over the fields of a protobuf message, without its schema.</summary>
internal static class Protobuf
{
    /// <summary>The values of a field that is a message, a text, bytes or 8 bytes wide.</summary>
    public static IReadOnlyList<byte[]> Fields(byte[] message, int number)
    {
        List<byte[]> values = [];
        int at = 0;
        while (at < message.Length)
        {
            ulong key = Number(message, ref at);
            switch (key & 7)
            {
                case 0:
                    Number(message, ref at);
                    break;
                case 1:
                    if ((int)(key >> 3) == number) values.Add(message[at..(at + 8)]);
                    at += 8;
                    break;
                case 2:
                    int length = (int)Number(message, ref at);
                    if ((int)(key >> 3) == number) values.Add(message[at..(at + length)]);
                    at += length;
                    break;
                case 5:
                    at += 4;
                    break;
                default:
                    throw new FormatException($"wire type {key & 7} at {at}");
            }
        }

        return values;
    }

    public static string Text(byte[] message, int number) => Encoding.UTF8.GetString(Fields(message, number).LastOrDefault([]));

    public static string Hex(byte[] message, int number) => Convert.ToHexStringLower(Fields(message, number).LastOrDefault([]));

    private static ulong Number(byte[] message, ref int at)
    {
        ulong value = 0;
        for (int shift = 0; ; shift += 7)
        {
            byte part = message[at++];
            value |= (ulong)(part & 0x7F) << shift;
            if (part < 0x80) return value;
        }
    }
}
