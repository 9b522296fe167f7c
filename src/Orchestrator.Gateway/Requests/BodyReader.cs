using System.Buffers;
using System.IO.Pipelines;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using System.Text.Unicode;
using Microsoft.AspNetCore.Http;
using Orchestrator.Gateway.Problems;

namespace Orchestrator.Gateway.Requests;

/// <summary>Reads bodies: whole, bounded, JSON in UTF-8.</summary>
internal static class BodyReader
{
    /// <summary>The most bytes of a body, where its endpoint does not say otherwise (<see cref="BodyLimit"/>).</summary>
    public const int MaxBytes = 1024 * 1024;

    // A refusal reaches a caller that is still sending only when what it sends is taken off the wire.
    private const int MaxDiscardedBytes = 8 * MaxBytes;

    /// <summary>Reads a body.</summary>
    /// <param name="context">The request.</param>
    /// <param name="shape">What the body is to be.</param>
    public static async ValueTask<T> ReadAsync<T>(HttpContext context, JsonTypeInfo<T> shape)
        where T : class
    {
        HttpRequest request = context.Request;
        if (request.ContentType is { } type ? !MediaType.IsJson(type) : request.ContentLength is not (null or 0))
            throw new RefusedException(ProblemMap.UnsupportedMediaType);
        CancellationToken gone = context.RequestAborted;
        int maxBytes = context.GetEndpoint()?.Metadata.GetMetadata<BodyLimit>()?.MaxBytes ?? MaxBytes;
        if (request.ContentLength > maxBytes)
        {
            if (request.Headers.Expect.Count == 0) await DiscardAsync(request.BodyReader, gone);
            throw new RefusedException(ProblemMap.TooLarge);
        }

        PipeReader reader = request.BodyReader;
        ReadResult first = await reader.ReadAsync(gone);
        if (first is not { IsCompleted: true, Buffer.IsSingleSegment: true })
            return await ReadInPartsAsync(reader, first, (int)(request.ContentLength ?? 16 * 1024), maxBytes, shape, gone);
        try
        {
            return Parse(first.Buffer.FirstSpan, shape);
        }
        finally
        {
            reader.AdvanceTo(first.Buffer.End);
        }
    }

    private static async ValueTask<T> ReadInPartsAsync<T>(
        PipeReader reader, ReadResult part, int expected, int maxBytes, JsonTypeInfo<T> shape, CancellationToken gone)
        where T : class
    {
        byte[] body = ArrayPool<byte>.Shared.Rent(Math.Max(expected, 1));
        try
        {
            int length = 0;
            while (true)
            {
                int added = (int)Math.Min(part.Buffer.Length, maxBytes + 1L);
                if (length + added > maxBytes)
                {
                    reader.AdvanceTo(part.Buffer.End);
                    await DiscardAsync(reader, gone);
                    throw new RefusedException(ProblemMap.TooLarge);
                }

                if (length + added > body.Length) body = Grow(body, length, length + added, maxBytes);
                part.Buffer.CopyTo(body.AsSpan(length));
                length += added;
                reader.AdvanceTo(part.Buffer.End);
                if (part.IsCompleted) return Parse(body.AsSpan(0, length), shape);
                part = await reader.ReadAsync(gone);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(body);
        }
    }

    /// <summary>Reads what a body says.</summary>
    /// <param name="body">The whole body; an empty one is an empty object.</param>
    /// <param name="shape">What it is to be.</param>
    /// <exception cref="RefusedException">It is something else.</exception>
    public static T Parse<T>(ReadOnlySpan<byte> body, JsonTypeInfo<T> shape)
        where T : class
    {
        if (body.IsEmpty) body = "{}"u8;
        if (!Utf8.IsValid(body)) throw new RefusedException(Problem.Invalid("the body must be UTF-8"));
        try
        {
            return JsonSerializer.Deserialize(body, shape)
                ?? throw new RefusedException(Problem.Invalid("the body must be an object, not null"));
        }
        catch (JsonException error)
        {
            throw new RefusedException(InputProblem.Of(error, body, shape));
        }
        catch (NotSupportedException error)
        {
            throw new RefusedException(InputProblem.Of(error, body, shape));
        }
    }

    private static byte[] Grow(byte[] body, int length, int needed, int maxBytes)
    {
        byte[] larger = ArrayPool<byte>.Shared.Rent(Math.Max(needed, Math.Min(2 * body.Length, maxBytes)));
        body.AsSpan(0, length).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(body);
        return larger;
    }

    /// <summary>Takes what a caller still sends off the wire, to a point.</summary>
    /// <param name="reader">The body.</param>
    /// <param name="gone">Ends it.</param>
    public static async ValueTask DiscardAsync(PipeReader reader, CancellationToken gone)
    {
        try
        {
            for (long discarded = 0; discarded < MaxDiscardedBytes;)
            {
                ReadResult part = await reader.ReadAsync(gone);
                discarded += part.Buffer.Length;
                reader.AdvanceTo(part.Buffer.End);
                if (part.IsCompleted) return;
            }
        }
        catch (BadHttpRequestException)
        {
            // The server's own limit was reached: it ends the connection after the answer.
        }
    }
}
