using System.Diagnostics;
using Microsoft.AspNetCore.Http;
using Orchestrator.Contracts.Errors;
using Orchestrator.Journal;
using Orchestrator.Streams;

namespace Orchestrator.Gateway.Problems;

/// <summary>Which problem an error is to the caller. What is not known here is the host's fault and tells nothing.</summary>
internal static class ProblemMap
{
    /// <summary>The problem of an error.</summary>
    /// <param name="error">The error.</param>
    /// <param name="context">The request that failed.</param>
    public static Problem Of(Exception error, HttpContext context) => error switch
    {
        RefusedException refused => refused.Problem,
        ValidationException invalid => Problem.Of(
            400, invalid.Code, invalid.Message, invalid.Field.Length == 0 ? null : invalid.Field),
        NotFoundException notFound => Problem.Of(404, notFound.Code, notFound.Message),
        PreconditionFailedException changed => Problem.Of(412, changed.Code, changed.Message),
        ConflictException conflict => Problem.Of(409, conflict.Code, conflict.Message),
        ForbiddenException forbidden => Problem.Of(403, forbidden.Code, forbidden.Message),
        DeadlineExceededException late => Problem.Of(504, late.Code, late.Message),
        CursorExpiredException expired => Problem.Of(410, expired.Code, expired.Message),
        TooManyReadersException many => Problem.Of(503, "too-many-readers", many.Message),
        UnavailableException unavailable => Problem.Of(503, unavailable.Code, unavailable.Message),
        JournalUnavailableException journal => Unavailable($"the journal is not available: {journal.Reason}"),
        BadHttpRequestException bad => OfHttp(bad),
        TimeoutException => Unavailable("the answer took too long; whether the command was carried out is not known"),
        LimitExceededException => Unavailable("too many requests wait for the same thing"),
        OrleansException => Unavailable("the grain could not be reached"),
        OperationCanceledException => Unavailable("the request was given up, as when the host stops; send it again"),
        _ => Problem.Of(
            500, ErrorCodes.Internal, "The host failed to answer; its log says why.", traceId: TraceId(context)),
    };

    /// <summary>The problem of an answer that has a status and no body, as routing and Kestrel give it.</summary>
    /// <param name="status">The status.</param>
    /// <param name="request">The request.</param>
    public static Problem OfStatus(int status, HttpRequest request) => status switch
    {
        404 => Problem.Of(404, ErrorCodes.NotFound, $"there is nothing at {request.Path}"),
        405 => Problem.Of(405, "method-not-allowed", $"{request.Path} does not take {request.Method}"),
        413 => TooLarge,
        415 => UnsupportedMediaType,
        _ => Problem.Of(status, status >= 500 ? ErrorCodes.Internal : "refused", "The request was refused."),
    };

    /// <summary>The body is not JSON.</summary>
    public static Problem UnsupportedMediaType { get; } =
        Problem.Of(415, "unsupported-media-type", "send the body as Content-Type: application/json, in UTF-8");

    /// <summary>The body is too large.</summary>
    public static Problem TooLarge { get; } = Problem.Of(413, ErrorCodes.TooLarge, "the body must have at most 1 MiB");

    private static Problem Unavailable(string detail) => Problem.Of(503, ErrorCodes.Unavailable, detail);

    private static Problem OfHttp(BadHttpRequestException bad) => bad.StatusCode switch
    {
        413 => TooLarge,
        415 => UnsupportedMediaType,
        _ => Problem.Of(bad.StatusCode, ErrorCodes.Invalid, bad.Message),
    };

    private static string TraceId(HttpContext context) =>
        Activity.Current?.TraceId.ToHexString() ?? context.TraceIdentifier;
}
