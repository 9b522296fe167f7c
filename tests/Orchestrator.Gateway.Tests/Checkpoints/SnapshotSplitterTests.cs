using System.Text;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using Orchestrator.Gateway.Checkpoints;
using Orchestrator.Gateway.Problems;

namespace Orchestrator.Gateway.Tests.Checkpoints;

/// <summary>The reader of bodies in pieces says what the platform's own reader of whole bodies says.</summary>
public sealed class SnapshotSplitterTests
{
    private static readonly string[] Parts =
    [
        "{", "}", "[", "]", ",", ":", "\"", "\"a\"", "\"snapshot\"", "\"snapshot\":", "{\"snapshot\":{", "1", "-0", "-", "1.5e+7", ".", "e", "0", "01", "true", "false",
        "null", "nul", " ", "\n", "\t", "\u0001", "\\", "\"\\n\"", "\"\\u00e9\"", "\"\\x\"", "\"\\u12\"", "\"é€😀\"", "\"\u007f\"", "é",
    ];

    [Fact]
    public void Any_text_cut_anywhere_is_well_formed_exactly_when_it_is()
    {
        Gen<(string Text, int Cut)> texts =
            from parts in Gen.Elements(Parts).ListOf()
            from cut in Gen.Choose(1, 7)
            select (string.Concat(parts), cut);
        Check.One(
            Config.QuickThrowOnFailure.WithMaxTest(20_000).WithEndSize(12),
            Prop.ForAll(texts.ToArbitrary(), t => IsWellFormed(t.Text) == (Split(Encoding.UTF8.GetBytes(t.Text), t.Cut) is not null) || HasTwoOrNull(t.Text)));
    }

    [Fact]
    public void Any_value_is_split_off_byte_by_byte_wherever_it_is_cut()
    {
        Gen<string> leaf = Gen.Elements("1", "-1.5e-7", "\"x\"", "\"a\\\"b\\\\\"", "\"é😀\"", "true", "{}", "[]", "\"\\ud83d\\ude00\"", "{\"snapshot\":[1,\"}\"]}");
        Gen<string> value = leaf.ListOf().Select(items => $"[ {string.Join(" , ", items)} ]").SelectMany(list => Gen.OneOf(leaf, Gen.Constant(list), Gen.Constant($"{{\"k\": {list}}}")));
        var cases =
            from snapshot in value
            from other in value
            from first in Gen.Elements(true, false)
            from cut in Gen.Choose(1, 9)
            select (snapshot, other, first, cut);
        Check.One(
            Config.QuickThrowOnFailure.WithMaxTest(3_000),
            Prop.ForAll(cases.ToArbitrary(), c =>
            {
                string body = c.first
                    ? $$"""{ "snapshot" : {{c.snapshot}} , "other":{{c.other}} }"""
                    : $$"""{"other":{{c.other}},"\u0073napsho\u0074":{{c.snapshot}}}""";
                return Split(Encoding.UTF8.GetBytes(body), c.cut) == c.snapshot;
            }));
    }

    [Theory]
    [InlineData(new byte[] { 0xC0, 0x80 })]
    [InlineData(new byte[] { 0xED, 0xA0, 0x80 })]
    [InlineData(new byte[] { 0xF4, 0x90, 0x80, 0x80 })]
    [InlineData(new byte[] { 0xE2, 0x82 })]
    [InlineData(new byte[] { 0x80 })]
    [InlineData(new byte[] { 0xF5, 0x80, 0x80, 0x80 })]
    public void What_is_not_UTF_8_is_refused(byte[] text) =>
        Assert.Null(Split([.. "{\"snapshot\":\""u8, .. text, .. "\"}"u8], 3));

    // Well-formed JSON, and no name that anybody may have meant: passed over like any other, to be refused with the rest of the body.
    [Theory]
    [InlineData("""{"s\ud800ha":1}""", "")]
    [InlineData("""{"s\udc00napshot":1,"snapshot":2}""", "2")]
    [InlineData("""{"snapsho\ud800":{"snapshot":1}}""", "")]
    public void A_name_with_half_of_a_surrogate_pair_is_not_the_snapshots(string body, string snapshot)
    {
        for (int cut = 1; cut <= body.Length; cut++) Assert.Equal(snapshot, Split(Encoding.UTF8.GetBytes(body), cut));
    }

    [Theory]
    [InlineData(62, true)]
    [InlineData(63, true)]
    [InlineData(64, false)]
    public void A_body_is_64_deep_at_most(int depth, bool allowed) =>
        Assert.Equal(allowed, Split(Encoding.UTF8.GetBytes($"{{\"snapshot\":{new string('[', depth)}{new string(']', depth)}}}"), 5) is not null);

    // What stands twice, and null, are well-formed and refused all the same.
    private static bool HasTwoOrNull(string text) =>
        text.Contains("snapshot", StringComparison.Ordinal) && IsWellFormed(text)
        && (text.Contains("null", StringComparison.Ordinal) || text.IndexOf("snapshot", StringComparison.Ordinal) != text.LastIndexOf("snapshot", StringComparison.Ordinal));

    private static bool IsWellFormed(string text)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(text);
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    /// <summary>The snapshot, empty where there is none; null when the body is refused.</summary>
    private static string? Split(byte[] body, int cut)
    {
        var splitter = new SnapshotSplitter();
        using var snapshot = new MemoryStream();
        try
        {
            for (int from = 0; from < body.Length; from += cut)
            {
                ReadOnlySpan<byte> piece = body.AsSpan(from, Math.Min(cut, body.Length - from));
                while (!piece.IsEmpty)
                {
                    int taken = splitter.Take(piece, out bool isSnapshot);
                    if (isSnapshot) snapshot.Write(piece[..taken]);
                    piece = piece[taken..];
                }
            }

            splitter.End();
            return Encoding.UTF8.GetString(snapshot.GetBuffer().AsSpan(0, (int)snapshot.Length));
        }
        catch (RefusedException)
        {
            return null;
        }
    }
}
