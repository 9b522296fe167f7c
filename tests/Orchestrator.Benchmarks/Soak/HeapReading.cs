using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace Orchestrator.Benchmarks.Soak;

/// <summary>What the soaked host says of its managed heap (<see cref="StartupHook"/>).</summary>
/// <param name="Used">Bytes of objects, dead ones included.</param>
/// <param name="Committed">Bytes the heap has from the system.</param>
/// <param name="Live">Bytes that the last full collection left; 0 before the first.</param>
/// <param name="Gen0">Collections of generation 0 and above.</param>
/// <param name="Gen1">Of generation 1 and above.</param>
/// <param name="Gen2">Full ones.</param>
/// <param name="PauseMilliseconds">How long collections stopped the process, in all.</param>
internal readonly record struct HeapReading(long Used, long Committed, long Live, long Gen0, long Gen1, long Gen2, long PauseMilliseconds)
{
    /// <summary>Asks the host.</summary>
    /// <param name="socket">Where it listens.</param>
    /// <param name="collect">Whether it is to collect everything dead first.</param>
    /// <param name="stop">Gives up.</param>
    public static async Task<HeapReading> AskAsync(string socket, bool collect, CancellationToken stop)
    {
        using var connection = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await connection.ConnectAsync(new UnixDomainSocketEndPoint(socket), stop);
        await connection.SendAsync(collect ? "c"u8.ToArray() : "r"u8.ToArray(), stop);
        byte[] buffer = new byte[512];
        int length = await connection.ReceiveAsync(buffer, stop);
        long[] numbers = [.. Encoding.ASCII.GetString(buffer, 0, length).Split(' ').Select(n => long.Parse(n, CultureInfo.InvariantCulture))];
        return new(numbers[0], numbers[1], numbers[2], numbers[3], numbers[4], numbers[5], numbers[6]);
    }
}
