namespace Orchestrator.Reporting.Agents;

/// <summary>Something that an agent did or that happened to it.</summary>
/// <param name="At">When.</param>
/// <param name="Kind">
/// <c>message_sent</c>, <c>message_received</c>, <c>message_acknowledged</c>, <c>conversation_joined</c>,
/// <c>session_event</c> or <c>registered</c>.
/// </param>
/// <param name="Summary">What, in a line for people.</param>
/// <param name="Reference">The id of the message, conversation, session or agent it is about.</param>
public sealed record AgentActivity(DateTimeOffset At, string Kind, string Summary, string Reference);
