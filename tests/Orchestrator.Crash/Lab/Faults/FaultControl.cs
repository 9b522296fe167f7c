using System.IO.MemoryMappedFiles;

namespace Orchestrator.Crash.Lab.Faults;

/// <summary>The memory that a host's shim and the laboratory share; <c>faults.c</c> has the layout.</summary>
internal sealed class FaultControl : IDisposable
{
    private const int MostRules = 8;
    private const int HeadBytes = 128;
    private const int RuleBytes = 56;
    private const int FiredAt = 48;

    private readonly MemoryMappedFile _file;
    private readonly MemoryMappedViewAccessor _memory;
    private int _next;

    public FaultControl(string file)
    {
        _file = MemoryMappedFile.CreateFromFile(file, FileMode.Create, mapName: null, HeadBytes + (MostRules * RuleBytes));
        _memory = _file.CreateViewAccessor();
    }

    /// <summary>How many calls were meddled with.</summary>
    public long Fired => Enumerable.Range(0, MostRules).Sum(rule => _memory.ReadInt64(HeadBytes + (rule * RuleBytes) + FiredAt));

    /// <summary>How far the wall clock is off.</summary>
    public void SetClock(TimeSpan offset) => _memory.Write(0, offset.Ticks * TimeSpan.NanosecondsPerTick);

    /// <summary>A rule begins to count.</summary>
    /// <returns>Its number, to end it by.</returns>
    public int Begin(CallRule rule)
    {
        int number = _next++ % MostRules;
        long at = HeadBytes + (number * RuleBytes);
        End(number);
        _memory.Write(at + 4, (int)rule.Calls);
        _memory.Write(at + 8, (int)rule.Files);
        _memory.Write(at + 12, (int)rule.Action);
        _memory.Write(at + 16, rule.Error);
        _memory.Write(at + 24, rule.Skip);
        _memory.Write(at + 32, rule.Times);
        _memory.Write(at + 40, (long)rule.Delay.TotalMicroseconds);
        Thread.MemoryBarrier();
        _memory.Write(at, 1);
        return number;
    }

    /// <summary>A rule counts no more.</summary>
    public void End(int number) => _memory.Write(HeadBytes + (number * RuleBytes), 0);

    public void Dispose()
    {
        _memory.Dispose();
        _file.Dispose();
    }
}
