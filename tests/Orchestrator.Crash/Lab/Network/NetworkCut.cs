using Orchestrator.Crash.Lab.Faults;

namespace Orchestrator.Crash.Lab.Network;

/// <summary>One thing that happens to the network.</summary>
internal sealed record NetworkCut
{
    // An append is some hundred bytes to some thousand, its answer about a hundred.
    private const int MostAsked = 4_000;
    private const int MostAnswered = 250;

    public required CutKind Kind { get; init; }

    /// <summary>Which bytes are counted, where a connection is cut after some.</summary>
    public Way Way { get; init; }

    /// <summary>How many bytes of all connections still get through.</summary>
    public int Bytes { get; init; }

    /// <summary>How long nothing gets through, or new connections are refused; zero for not at all.</summary>
    public TimeSpan Length { get; init; }

    /// <summary>What a planned fault means; its seed chooses.</summary>
    public static NetworkCut Of(PlannedFault fault)
    {
        var random = new Random(fault.Seed);
        CutKind kind = random.Next(8) switch
        {
            0 => CutKind.Reset,
            1 => CutKind.Refuse,
            2 => CutKind.Hang,
            < 6 => CutKind.ResetAfter,
            _ => CutKind.HangAfter,
        };
        Way way = random.Next(2) == 0 ? Way.ToServer : Way.ToHost;
        bool isFollowed = kind is not (CutKind.Reset or CutKind.ResetAfter) || (kind == CutKind.ResetAfter && random.Next(2) == 0);
        return new NetworkCut
        {
            Kind = kind,
            Way = way,
            Bytes = kind is CutKind.ResetAfter or CutKind.HangAfter ? random.Next(way == Way.ToServer ? MostAsked : MostAnswered) : 0,
            Length = isFollowed ? fault.Length : TimeSpan.Zero,
        };
    }

    public override string ToString() => Kind is CutKind.ResetAfter or CutKind.HangAfter ? $"{Kind} {Bytes} bytes {Way}, {Length}" : $"{Kind} {Length}";
}
