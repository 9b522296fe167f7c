using System.Globalization;
using System.Net.Sockets;

/// <summary>
/// What the runtime runs in the soaked host before its <c>Main</c> (<c>DOTNET_STARTUP_HOOKS</c>; it asks for this name, without a
/// namespace): it answers on a Unix socket what only the process itself knows of its heap. It allocates nothing between questions.
/// </summary>
#pragma warning disable MA0047 // The runtime looks for it without a namespace.
internal static class StartupHook
#pragma warning restore MA0047
{
    /// <summary>The variable with the socket's path.</summary>
    public const string Variable = "ORCHESTRATOR_SOAK_PROBE";

    public static void Initialize()
    {
        if (Environment.GetEnvironmentVariable(Variable) is not { Length: > 0 } path) return;
        new Thread(() => Serve(path)) { IsBackground = true, Name = "soak probe" }.Start();
    }

    private static void Serve(string path)
    {
        using var listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        listener.Bind(new UnixDomainSocketEndPoint(path));
        listener.Listen();
        byte[] question = new byte[1];
        while (true)
        {
            using Socket caller = listener.Accept();
            if (caller.Receive(question) != 1) continue;
            // 'c' collects first: what is left is alive.
            if (question[0] == 'c') GC.Collect(GC.MaxGeneration, GCCollectionMode.Forced, blocking: true, compacting: true);
            caller.Send(System.Text.Encoding.ASCII.GetBytes(Line()));
        }
    }

    private static string Line()
    {
        GCMemoryInfo full = GC.GetGCMemoryInfo(GCKind.FullBlocking);
        return string.Join(
            ' ',
            ((long[])
            [
                GC.GetTotalMemory(forceFullCollection: false),
                GC.GetGCMemoryInfo(GCKind.Any).TotalCommittedBytes,
                full.HeapSizeBytes - full.FragmentedBytes,
                GC.CollectionCount(0),
                GC.CollectionCount(1),
                GC.CollectionCount(2),
                (long)GC.GetTotalPauseDuration().TotalMilliseconds,
            ]).Select(number => number.ToString(CultureInfo.InvariantCulture)));
    }
}
