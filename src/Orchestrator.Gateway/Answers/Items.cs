namespace Orchestrator.Gateway.Answers;

/// <summary>A list without pages.</summary>
/// <typeparam name="T">What is listed.</typeparam>
/// <param name="Values">What is listed; <c>items</c> in JSON.</param>
public sealed record Items<T>([property: System.Text.Json.Serialization.JsonPropertyName("items")] IReadOnlyList<T> Values);
