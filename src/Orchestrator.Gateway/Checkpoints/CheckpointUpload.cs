using System.Buffers;
using System.IO.Pipelines;
using System.Reflection;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.Metadata;
using Orchestrator.Contracts.Checkpoints;
using Orchestrator.Contracts.Errors;
using Orchestrator.Gateway.Answers;
using Orchestrator.Gateway.Problems;
using Orchestrator.Gateway.Requests;
using Orchestrator.Gateway.Serialization;
using Orchestrator.Journal.Checkpoints;

namespace Orchestrator.Gateway.Checkpoints;

/// <summary>The body of a new checkpoint: its snapshot goes into the store as it comes in, the rest is a command like others.</summary>
/// <param name="context">The request.</param>
internal sealed class CheckpointUpload(HttpContext context) : IBindableFromHttpContext<CheckpointUpload>, IEndpointParameterMetadataProvider
{
    // A refusal reaches a caller that is still sending only when the server lets it send.
    private const int Slack = 8 * BodyReader.MaxBytes;

    private readonly SnapshotSplitter _splitter = new();
    private readonly ArrayBufferWriter<byte> _rest = new(4 * 1024);
    private readonly ArrayBufferWriter<byte> _start = new(4 * 1024);
    private long _size;

    /// <inheritdoc/>
    public static ValueTask<CheckpointUpload?> BindAsync(HttpContext context, ParameterInfo parameter) => new(new CheckpointUpload(context));

    /// <inheritdoc/>
    public static void PopulateMetadata(ParameterInfo parameter, EndpointBuilder builder) =>
        builder.Metadata.Add(new AcceptsMetadata([AnswerWriter.Json], typeof(CreateCheckpointRequest), isOptional: true));

    /// <summary>Reads the body to its end.</summary>
    /// <param name="snapshot">Takes the snapshot; null when it is not wanted.</param>
    /// <param name="maxBytes">How many bytes the snapshot may have.</param>
    /// <returns>The rest of the body.</returns>
    /// <exception cref="RefusedException">It is too large or not what it should be.</exception>
    public async Task<CreateCheckpointRequest> ReadAsync(ISnapshotWriter? snapshot, long maxBytes)
    {
        CancellationToken gone = context.RequestAborted;
        PipeReader reader = context.Request.BodyReader;
        await AllowAsync(reader, maxBytes + BodyReader.MaxBytes, gone);
        while (true)
        {
            ReadResult read = await reader.ReadAsync(gone);
            try
            {
                foreach (ReadOnlyMemory<byte> piece in read.Buffer) await TakeAsync(piece, snapshot, maxBytes, gone);
            }
            finally
            {
                reader.AdvanceTo(read.Buffer.End);
            }

            if (read.IsCompleted) break;
        }

        if (_size > 0 || _rest.WrittenCount > 0) _splitter.End();
        return BodyReader.Parse(_rest.WrittenSpan, GatewayJson.Input<CreateCheckpointRequest>.Shape);
    }

    /// <summary>The snapshot, where it is small enough for the tables; null otherwise.</summary>
    public JsonElement? SmallSnapshot() =>
        _size is > 0 and <= CreateCheckpoint.MaxInlineBytes ? JsonElement.Parse(_start.WrittenSpan) : null;

    private async ValueTask AllowAsync(PipeReader reader, long maxBytes, CancellationToken gone)
    {
        HttpRequest request = context.Request;
        if (request.ContentType is { } type ? !MediaType.IsJson(type) : request.ContentLength is not (null or 0))
            throw new RefusedException(ProblemMap.UnsupportedMediaType);
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit) limit.MaxRequestBodySize = maxBytes + Slack;
        if (!(request.ContentLength > maxBytes)) return;
        if (request.Headers.Expect.Count == 0) await BodyReader.DiscardAsync(reader, gone);
        throw TooLarge(maxBytes - BodyReader.MaxBytes);
    }

    private async ValueTask TakeAsync(ReadOnlyMemory<byte> piece, ISnapshotWriter? snapshot, long maxBytes, CancellationToken gone)
    {
        while (!piece.IsEmpty)
        {
            int taken = _splitter.Take(piece.Span, out bool isSnapshot);
            ReadOnlyMemory<byte> part = piece[..taken];
            piece = piece[taken..];
            if (isSnapshot)
            {
                if (_size == 0) _rest.Write("0"u8); // the field is there; what it holds goes another way
                if ((_size += taken) > maxBytes) throw TooLarge(maxBytes);
                if (_size <= CreateCheckpoint.MaxInlineBytes) _start.Write(part.Span);
                if (snapshot is not null) await snapshot.WriteAsync(part, gone);
            }
            else
            {
                if (_rest.WrittenCount + taken > BodyReader.MaxBytes) throw TooLarge(maxBytes);
                _rest.Write(part.Span);
            }
        }
    }

    private static RefusedException TooLarge(long maxBytes) => new(Problem.Of(
        413, ErrorCodes.TooLarge, $"the snapshot must have at most {maxBytes} bytes, and all else in the body at most 1 MiB"));
}
