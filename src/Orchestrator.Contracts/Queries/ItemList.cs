namespace Orchestrator.Contracts.Queries;

/// <summary>A short list, answered whole (http-api, lists).</summary>
/// <typeparam name="T">What is listed.</typeparam>
/// <param name="Items">The items.</param>
public sealed record ItemList<T>(IReadOnlyList<T> Items);
