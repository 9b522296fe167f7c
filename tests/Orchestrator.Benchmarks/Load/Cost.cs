using System.Diagnostics;

namespace Orchestrator.Benchmarks.Load;

/// <summary>What work costs this process, whatever else the machine does meanwhile: memory allocated and processor time.</summary>
internal sealed class Cost
{
    private readonly long _allocated = GC.GetTotalAllocatedBytes();
    private readonly TimeSpan _processor = Processor();
    private readonly int _collections = GC.CollectionCount(0);

    private Cost()
    {
    }

    public static Cost Begin() => new();

    /// <summary>The costs since the beginning, shared out.</summary>
    /// <param name="one">What one is called.</param>
    /// <param name="count">How many there were.</param>
    public Result Of(string one, double count) => new(
        $"the same: cost of {one}, projector included",
        $"{(GC.GetTotalAllocatedBytes() - _allocated) / count:N0} bytes allocated, {(Processor() - _processor).TotalMicroseconds / count:N1} µs of processor, "
            + $"{GC.CollectionCount(0) - _collections} collections",
        "reported",
        null);

    private static TimeSpan Processor()
    {
        using Process self = Process.GetCurrentProcess();
        return self.TotalProcessorTime;
    }
}
