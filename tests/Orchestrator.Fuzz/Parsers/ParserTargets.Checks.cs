using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using FsCheck;
using Microsoft.AspNetCore.Http;
using Orchestrator.Contracts.Errors;
using Orchestrator.Contracts.Files;
using Orchestrator.Contracts.Files.Patterns;
using Orchestrator.Contracts.Identifiers;
using Orchestrator.Gateway.Checkpoints;
using Orchestrator.Gateway.Problems;
using Orchestrator.Gateway.Requests;
using Orchestrator.Grains.Tasks;
using Orchestrator.Host.TaskBoardFiles;

namespace Orchestrator.Fuzz.Parsers;

/// <content>What must hold. An exception that is not caught here is a finding.</content>
internal static partial class ParserTargets
{
    private const int Deepest = 64;
    private static readonly TaskBoardId Board = TaskBoardId.Parse("b1");
    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = Deepest };

    private static ParserTarget Text(string name, Gen<string> inputs, Func<string, string?> check) => ParserTarget.Of(name, inputs, check, text => text);

    private static ParserTarget Bytes(string name, Gen<byte[]> inputs, Func<byte[], string?> check) => ParserTarget.Of(name, inputs, check, Shown);

    private static string Shown(byte[] bytes) => $"{Encoding.UTF8.GetString(bytes)} ({Convert.ToBase64String(bytes)})";

    private static T Same<T>(T value) => value;

    /// <summary>What was read and is written is read as the same; what can't be read is refused with its field.</summary>
    private static string? RoundTrip<T, TKey>(Func<T> parse, Func<T, T> again, Func<T, TKey> key)
    {
        T first;
        try
        {
            first = parse();
        }
        catch (ValidationException error)
        {
            return string.IsNullOrWhiteSpace(error.Message) ? "refused without a word" : null;
        }

        return EqualityComparer<TKey>.Default.Equals(key(first), key(again(first))) ? null : $"{key(first)} was read as {key(again(first))}";
    }

    private static string? CompareWithReference((string Pattern, string Path) pair)
    {
        PathPattern pattern;
        string path;
        try
        {
            pattern = PathPattern.Parse(pair.Pattern, "p");
            path = FilePath.Parse(pair.Path, "path");
        }
        catch (ValidationException)
        {
            return null;
        }

        bool covers = pattern.Covers(path);
        return covers == ReferencePattern.Covers(pair.Pattern, path) ? null : $"covers: {covers}, but not by the reference";
    }

    private static string? Header(string name, string text, Func<HttpRequest, string?> read)
    {
        var context = new DefaultHttpContext();
        context.Request.Headers[name] = text;
        try
        {
            _ = read(context.Request);
            return null;
        }
        catch (ValidationException error)
        {
            return error.Field == name ? null : $"names {error.Field}";
        }
    }

    private static string? Body<T>(byte[] bytes, JsonTypeInfo<T> shape)
        where T : class
    {
        try
        {
            _ = BodyReader.Parse(bytes, shape);
            return null;
        }
        catch (RefusedException error)
        {
            return error.Problem is { Status: 400, Code: "invalid", Detail.Length: > 0 } ? null : $"refused as {error.Problem}";
        }
        catch (ValidationException)
        {
            return null;
        }
    }

    // Written without any change to the board, a file says what it said, and written again it is the same.
    private static string? BoardFile(byte[] bytes)
    {
        try
        {
            BoardDocument file = BoardDocument.Parse(bytes, Board);
            foreach (FileTask task in file.Tasks.Where(task => task.Problem is null)) _ = task.Over(TaskFields.None);
            byte[] written = BoardDocumentWriter.Write(file, Board, new TaskBoardState(), file.Position ?? 0, _ => true);
            BoardDocument read = BoardDocument.Parse(written, Board);
            if (read.Tasks.Count != file.Tasks.Count) return $"{file.Tasks.Count} entries became {read.Tasks.Count}: {Encoding.UTF8.GetString(written)}";
            if (!read.Tasks.Select(Known).SequenceEqual(file.Tasks.Select(Known))) return $"entries changed: {Encoding.UTF8.GetString(written)}";
            byte[] again = BoardDocumentWriter.Write(read, Board, new TaskBoardState(), read.Position ?? 0, _ => true);
            return again.AsSpan().SequenceEqual(written) ? null : $"written twice: {Encoding.UTF8.GetString(written)} and {Encoding.UTF8.GetString(again)}";
        }
        catch (BrokenBoardFileException error)
        {
            return error.Message.Length > 0 ? null : "refused without a word";
        }
    }

    // The id that is made for an entry without one has the title as it stands there, which need not be a text.
    private static (TaskId Id, string? Problem) Known(FileTask task) => (task.HasId ? task.Id : default, task.Problem);

    // In pieces as whole: taken exactly when the platform's reader takes it, and the snapshot's bytes are those of its value.
    private static string? Snapshot(byte[] bytes, int cut)
    {
        byte[]? snapshot = Split(bytes, cut);
        JsonDocument document;
        try
        {
            document = JsonDocument.Parse(bytes, Strict);
        }
        catch (JsonException)
        {
            return snapshot is null ? null : "taken, though it is no JSON";
        }

        using (document)
        {
            // Twice, null, halves of surrogate pairs and bytes that are no UTF-8 within strings are refused on purpose.
            if (snapshot is null || document.RootElement.ValueKind != JsonValueKind.Object) return null;
            string expected = string.Concat(document.RootElement.EnumerateObject().Where(IsSnapshot).Select(field => field.Value.GetRawText()));
            return Encoding.UTF8.GetString(snapshot).Trim() == expected ? null : $"split off {Encoding.UTF8.GetString(snapshot)} for {expected}";
        }
    }

    // A name with half of a surrogate pair is no name that the platform's reader can compare.
    private static bool IsSnapshot(JsonProperty field)
    {
        try
        {
            return field.NameEquals("snapshot");
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }

    private static byte[]? Split(byte[] bytes, int cut)
    {
        var splitter = new SnapshotSplitter();
        List<byte> snapshot = [];
        try
        {
            for (int from = 0; from < bytes.Length; from += cut)
            {
                ReadOnlySpan<byte> piece = bytes.AsSpan(from, Math.Min(cut, bytes.Length - from));
                while (!piece.IsEmpty)
                {
                    int taken = splitter.Take(piece, out bool isSnapshot);
                    if (isSnapshot) snapshot.AddRange(piece[..taken]);
                    piece = piece[taken..];
                }
            }

            splitter.End();
            return [.. snapshot];
        }
        catch (RefusedException)
        {
            return null;
        }
    }
}
