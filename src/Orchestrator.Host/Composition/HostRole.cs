namespace Orchestrator.Host;

/// <summary>Which parts of the whole a process is.</summary>
public enum HostRole
{
    /// <summary>Both: it has grains, and answers over HTTP.</summary>
    All,

    /// <summary>It has grains. Over HTTP it answers only the questions of process supervisors.</summary>
    Silo,

    /// <summary>It answers over HTTP, from tables of its own, and reaches the grains of other processes.</summary>
    Gateway,
}
