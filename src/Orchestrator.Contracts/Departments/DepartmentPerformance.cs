using Orchestrator.Contracts.Errors;
using Orchestrator.Contracts.Validation;

namespace Orchestrator.Contracts.Departments;

/// <summary>How a department does (S3).</summary>
[Immutable]
public sealed record DepartmentPerformance
{
    /// <summary>Messages that its members are done with.</summary>
    public long MessagesProcessed { get; init; }

    /// <summary>Mean milliseconds from a message to a member's response to it; null without any.</summary>
    public double? AverageResponseTime { get; init; }

    /// <summary>
    /// The part of what ended that ended badly, 0 to 1: messages that failed, were dead-lettered or expired, and tasks that
    /// failed.
    /// </summary>
    public double ErrorRate { get; init; }

    /// <summary>Messages and tasks done a minute, over the last hour.</summary>
    public double Throughput { get; init; }

    /// <summary>When a member last sent or was done with a message, or made progress otherwise; null before.</summary>
    public DateTimeOffset? LastActivity { get; init; }

    /// <summary>Checks the figures of a caller.</summary>
    /// <exception cref="ValidationException">One is out of its range.</exception>
    public void Validate()
    {
        Check.Range(MessagesProcessed, "performance.messagesProcessed", 0, long.MaxValue);
        Check.Range(AverageResponseTime, "performance.averageResponseTime", 0, double.MaxValue);
        Check.Range(ErrorRate, "performance.errorRate", 0, 1);
        Check.Range(Throughput, "performance.throughput", 0, double.MaxValue);
    }
}
