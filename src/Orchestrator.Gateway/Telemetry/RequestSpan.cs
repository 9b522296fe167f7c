using System.Collections.Frozen;
using System.Diagnostics;
using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.Metadata;
using Orchestrator.Gateway.Operations;

namespace Orchestrator.Gateway.Telemetry;

/// <summary>
/// Names and describes the server's own span of a request as OpenTelemetry's conventions for HTTP have it, and leaves
/// probes out: supervisors send them all the time and they tell nothing.
/// </summary>
/// <param name="next">The rest of the request's way.</param>
internal sealed class RequestSpan(RequestDelegate next)
{
    // A name of a caller's own making would make as many kinds of spans as there are callers.
    private static readonly FrozenSet<string> Methods = FrozenSet.Create(
        StringComparer.Ordinal, "GET", "POST", "PUT", "DELETE", "PATCH", "HEAD", "OPTIONS", "TRACE", "CONNECT");

    /// <summary>Runs the rest under the span, if there is one.</summary>
    /// <param name="context">The request.</param>
    public Task InvokeAsync(HttpContext context)
    {
        if (context.Features.Get<IHttpActivityFeature>()?.Activity is not { IsAllDataRequested: true } span) return next(context);
        if (!OperationsEndpoints.IsProbe(context.Request.Path)) return DescribeAsync(context, span);
        span.IsAllDataRequested = false;
        span.ActivityTraceFlags &= ~ActivityTraceFlags.Recorded; // nor is what a probe itself causes recorded
        return next(context);
    }

    private async Task DescribeAsync(HttpContext context, Activity span)
    {
        HttpRequest request = context.Request;
        bool known = Methods.Contains(request.Method);
        string method = known ? request.Method : "HTTP";
        span.DisplayName = method;
        span.SetTag("http.request.method", known ? method : "_OTHER");
        span.SetTag("url.scheme", request.Scheme);
        span.SetTag("url.path", request.Path.Value);
        try
        {
            await next(context);
        }
        finally
        {
            if (Route(context) is { Length: > 0 } route)
            {
                span.DisplayName = $"{method} {route}";
                span.SetTag("http.route", route);
            }

            int status = context.Response.StatusCode;
            span.SetTag("http.response.status_code", status);
            if (status >= StatusCodes.Status500InternalServerError)
            {
                span.SetTag("error.type", status.ToString(CultureInfo.InvariantCulture));
                span.SetStatus(ActivityStatusCode.Error);
            }
        }
    }

    // A group's own address ends with a slash as routing writes it, and without one as callers do.
    private static string? Route(HttpContext context) =>
        context.GetEndpoint()?.Metadata.GetMetadata<IRouteDiagnosticsMetadata>()?.Route.TrimEnd('/');
}
