namespace Orchestrator.Reporting.Projection;

/// <summary>How the projection fares.</summary>
public enum ProjectionState
{
    /// <summary>It has not begun yet.</summary>
    Starting,

    /// <summary>It applies what the journal holds and what comes.</summary>
    Running,

    /// <summary>Its last batch failed for a reason that may pass, such as a full disk; it tries again by itself.</summary>
    Retrying,

    /// <summary>A row of the journal can't be applied; nothing after it is either until the program can.</summary>
    Stalled,

    /// <summary>The host stopped it.</summary>
    Stopped,
}
