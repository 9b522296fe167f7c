using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Orchestrator.Gateway.Answers;
using Orchestrator.Gateway.Serialization;
using Orchestrator.Gateway.Telemetry;

namespace Orchestrator.Gateway.Problems;

/// <summary>Makes a problem of every error and of every refusal that has no body yet.</summary>
/// <param name="next">The rest of the request's way.</param>
/// <param name="logger">Where failures of the host's own go.</param>
internal sealed partial class ProblemMiddleware(RequestDelegate next, ILogger<ProblemMiddleware> logger)
{
    private const string RetryAfterSeconds = "1";

    /// <summary>Runs the rest and answers for it when it fails.</summary>
    /// <param name="context">The request.</param>
    public async Task InvokeAsync(HttpContext context)
    {
        HttpResponse response = context.Response;
        try
        {
            await next(context);
            if (response.StatusCode < 400 || response.HasStarted || response.ContentType is not null) return;
            await WriteAsync(context, ProblemMap.OfStatus(response.StatusCode, context.Request));
        }
        catch (Exception) when (context.RequestAborted.IsCancellationRequested)
        {
            // The caller has gone; there is no one to answer.
        }
        catch (Exception error) when (!response.HasStarted)
        {
            Problem problem = ProblemMap.Of(error, context);
            if (problem.Status == 500) LogFailed(logger, error, context.Request.Method, context.Request.Path, problem.TraceId);
            Prepare(response);
            await WriteAsync(context, problem);
        }
    }

    private static Task WriteAsync(HttpContext context, Problem problem)
    {
        HttpResponse response = context.Response;
        GatewayTelemetry.Refused(problem);
        response.StatusCode = problem.Status;
        if (problem.Status == 503) response.Headers.RetryAfter = RetryAfterSeconds;
        return AnswerWriter.WriteAsync(context, problem, GatewayJson.Problem, "application/problem+json");
    }

    // What the failed endpoint said of its answer is not true of the problem.
    private static void Prepare(HttpResponse response)
    {
        response.Headers.ContentLength = null;
        response.Headers.Location = default;
        response.Headers.ETag = default;
        response.Headers[JournalPosition.Header] = default;
    }

    [LoggerMessage(LogLevel.Error, "{Method} {Path} failed ({TraceId})")]
    private static partial void LogFailed(ILogger logger, Exception error, string method, PathString path, string? traceId);
}
