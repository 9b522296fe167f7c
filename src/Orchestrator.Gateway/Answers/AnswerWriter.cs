using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http;
using Orchestrator.Contracts.Journaling;
using Orchestrator.Gateway.Requests;

namespace Orchestrator.Gateway.Answers;

/// <summary>Writes answers as JSON.</summary>
internal static class AnswerWriter
{
    public const string Json = "application/json";

    /// <summary>Writes an answer whose length is known before it is sent.</summary>
    public static Task WriteAsync<T>(HttpContext context, T value, JsonTypeInfo<T> shape, string contentType = Json)
    {
        byte[] body = JsonSerializer.SerializeToUtf8Bytes(value, shape);
        HttpResponse response = context.Response;
        if (context.GetEndpoint()?.Metadata.GetMetadata<EntityTagged>() is not null && response.StatusCode < 300)
            response.Headers.ETag = EntityTag.Of(value!);
        response.ContentType = contentType;
        response.ContentLength = body.Length;
        return response.Body.WriteAsync(body, context.RequestAborted).AsTask();
    }
}
