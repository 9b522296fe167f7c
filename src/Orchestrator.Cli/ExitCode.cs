namespace Orchestrator.Cli;

/// <summary>What the command tells the shell.</summary>
internal static class ExitCode
{
    /// <summary>Done.</summary>
    public const int Ok = 0;

    /// <summary>The host refused or could not be reached, or something else failed.</summary>
    public const int Failed = 1;

    /// <summary>The command line itself is wrong; nothing was tried.</summary>
    public const int WrongUsage = 2;
}
