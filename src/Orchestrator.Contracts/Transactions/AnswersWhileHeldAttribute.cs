namespace Orchestrator.Contracts.Transactions;

/// <summary>
/// Marks a read that a grain answers while a transaction holds it, from what is on disk: another part of the same transaction
/// may need the answer, and would wait for itself.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class AnswersWhileHeldAttribute : Attribute;
