using System.Reflection;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using Orchestrator.Contracts.Checkpoints;
using Orchestrator.Gateway.Answers;
using Orchestrator.Gateway.Serialization;
using Orchestrator.Journal.Checkpoints;

namespace Orchestrator.Gateway.Checkpoints;

/// <summary>A checkpoint with its snapshot, which is found to be right before the first byte is sent, and never held whole.</summary>
/// <param name="saved">The checkpoint.</param>
/// <param name="store">Has the snapshot; null when it is not wanted.</param>
internal sealed class CheckpointAnswer(SavedCheckpoint saved, ICheckpointStore? store) : IResult, IEndpointMetadataProvider
{
    /// <inheritdoc/>
    public static void PopulateMetadata(MethodInfo method, EndpointBuilder builder) =>
        builder.Metadata.Add(new ProducesResponseTypeMetadata(StatusCodes.Status200OK, typeof(CheckpointView), [AnswerWriter.Json]));

    /// <inheritdoc/>
    public Task ExecuteAsync(HttpContext httpContext)
    {
        if (store is null) return AnswerWriter.WriteAsync(httpContext, saved.View, GatewayJson.Answer<CheckpointView>.Shape);

        // The snapshot is the last field of the view, here null, and its place is taken.
        byte[] view = JsonSerializer.SerializeToUtf8Bytes(saved.View, GatewayJson.Answer<CheckpointView>.Shape);
        return view.AsSpan().EndsWith("\"snapshot\":null}"u8)
            ? SnapshotAnswer.WriteAsync(httpContext, saved.Blob, store, view.AsMemory(..^"null}".Length), "}"u8.ToArray())
            : throw new InvalidOperationException("The snapshot is not the last field of a checkpoint.");
    }
}
