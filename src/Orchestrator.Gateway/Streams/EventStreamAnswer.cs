using System.Reflection;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using Orchestrator.Streams;

namespace Orchestrator.Gateway.Streams;

/// <summary>An answer that goes on for as long as the caller listens.</summary>
/// <param name="reader">Reads the events; ended with the answer.</param>
/// <param name="streaming">Writes them.</param>
internal sealed class EventStreamAnswer(FeedReader reader, EventStreaming streaming) : IResult, IEndpointMetadataProvider
{
    private const string EventStream = "text/event-stream";

    /// <inheritdoc/>
    public static void PopulateMetadata(MethodInfo method, EndpointBuilder builder) =>
        builder.Metadata.Add(new ProducesResponseTypeMetadata(StatusCodes.Status200OK, typeof(string), [EventStream]));

    /// <inheritdoc/>
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        using (reader)
        {
            HttpResponse response = httpContext.Response;
            response.ContentType = EventStream;
            response.Headers.CacheControl = "no-cache";
            response.Headers["X-Accel-Buffering"] = "no"; // proxies of nginx's kind pass it on at once
            httpContext.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering(); // nor is it compressed

            // How long a reader may take nothing is decided here, so that it is told why it is cut off.
            if (httpContext.Features.Get<IHttpMinResponseDataRateFeature>() is { } rate) rate.MinDataRate = null;
            await streaming.RunAsync(httpContext, reader);
        }
    }
}
