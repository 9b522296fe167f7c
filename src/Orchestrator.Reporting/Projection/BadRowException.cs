using System.Diagnostics.CodeAnalysis;

namespace Orchestrator.Reporting.Projection;

/// <summary>A row of the journal that this program can't decode or apply. Trying again would not help.</summary>
[SuppressMessage("Design", "CA1064", Justification = "It never leaves the projector, which shows it as its status.")]
internal sealed class BadRowException(long position, string reason, Exception? innerException)
    : Exception($"Journal row {position} can't be applied: {reason}", innerException)
{
    public long Position => position;

    public string Reason => reason;
}
