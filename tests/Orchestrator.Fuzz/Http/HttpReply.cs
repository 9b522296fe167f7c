using System.Net;

namespace Orchestrator.Fuzz.Http;

/// <summary>What came of a request.</summary>
/// <param name="Status">The status; null when there was no answer.</param>
/// <param name="MediaType">What the body says to be.</param>
/// <param name="Body">The body, of a stream its beginning.</param>
/// <param name="Took">How long it took.</param>
/// <param name="TimedOut">Whether the bound was reached without an answer.</param>
/// <param name="Left">Whether the caller went by itself.</param>
/// <param name="Failure">Why there was no answer.</param>
internal sealed record HttpReply(HttpStatusCode? Status, string? MediaType, byte[] Body, TimeSpan Took, bool TimedOut, bool Left, string? Failure);
