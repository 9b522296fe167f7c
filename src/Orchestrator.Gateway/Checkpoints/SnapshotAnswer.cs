using System.Reflection;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using Orchestrator.Contracts.Checkpoints;
using Orchestrator.Gateway.Answers;
using Orchestrator.Journal.Checkpoints;

namespace Orchestrator.Gateway.Checkpoints;

/// <summary>A snapshot alone, as it was given.</summary>
/// <param name="blob">Where it is.</param>
/// <param name="store">Has it.</param>
internal sealed class SnapshotAnswer(CheckpointBlob blob, ICheckpointStore store) : IResult, IEndpointMetadataProvider
{
    private const int BufferSize = 64 * 1024;

    /// <inheritdoc/>
    public static void PopulateMetadata(MethodInfo method, EndpointBuilder builder) =>
        builder.Metadata.Add(new ProducesResponseTypeMetadata(StatusCodes.Status200OK, typeof(JsonElement), [AnswerWriter.Json]));

    /// <inheritdoc/>
    public Task ExecuteAsync(HttpContext httpContext)
    {
        httpContext.Response.Headers.ETag = $"\"{blob.Checksum}\"";
        return WriteAsync(httpContext, blob, store, default, default);
    }

    /// <summary>Writes a snapshot with something around it.</summary>
    public static async Task WriteAsync(
        HttpContext context, CheckpointBlob blob, ICheckpointStore store, ReadOnlyMemory<byte> before, ReadOnlyMemory<byte> after)
    {
        CancellationToken gone = context.RequestAborted;
        await store.VerifyAsync(blob, gone);
        await using Stream snapshot = await store.OpenAsync(blob, gone);
        HttpResponse response = context.Response;
        response.ContentType = AnswerWriter.Json;
        response.ContentLength = before.Length + blob.Size + after.Length;
        await response.Body.WriteAsync(before, gone);
        await snapshot.CopyToAsync(response.Body, BufferSize, gone);
        await response.Body.WriteAsync(after, gone);
    }
}
