using System.Text.Json.Serialization;
using Orchestrator.Contracts.Serialization;

namespace Orchestrator.Contracts.Sessions;

/// <summary>
/// Where a session stands: <c>initializing → active ⇄ idle → completed / error / terminated → archived</c>. S0's
/// <c>ended</c> is <see cref="Completed"/>.
/// </summary>
[JsonConverter(typeof(WordConverter<SessionStatus>))]
public enum SessionStatus
{
    /// <summary>Created, not yet at work.</summary>
    Initializing,

    /// <summary>At work.</summary>
    Active,

    /// <summary>Open, with nothing to do.</summary>
    Idle,

    /// <summary>Ended well, with or without a summary.</summary>
    Completed,

    /// <summary>Ended by a failure.</summary>
    Error,

    /// <summary>Ended from outside, with a reason.</summary>
    Terminated,

    /// <summary>Ended and put away.</summary>
    Archived,
}
