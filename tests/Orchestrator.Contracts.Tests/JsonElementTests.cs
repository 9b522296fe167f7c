using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using Orchestrator.Contracts.Serialization;

namespace Orchestrator.Contracts.Tests;

/// <summary>JSON values are read as the serializer reads them, and take less.</summary>
public sealed class JsonElementTests
{
    private static readonly Gen<string> Texts =
        from length in Gen.Choose(0, 400)
        from pieces in Gen.Elements("a", "é", "\"", "\\", "\n", "\0", "]", "[", "{\"", "🦉", "\u2028").ArrayOf(length)
        select string.Concat(pieces);

    [Fact]
    public void A_text_is_read_as_the_serializer_reads_it() => Check.One(
        Config.QuickThrowOnFailure,
        Prop.ForAll(Texts.ToArbitrary(), text =>
        {
            string json = JsonSerializer.Serialize(text); // with escapes, as some callers send it
            return IsSame(json) && IsSame($$"""{"a":[{{json}},{{json}}]}""") && IsSame($" {json} ") && Read(json).GetString() == text;
        }));

    [Theory]
    [InlineData("null")]
    [InlineData("true")]
    [InlineData("1.50")]
    [InlineData("\"\"")]
    [InlineData("[[],{}]")]
    public void Other_values_are_read_as_the_serializer_reads_them(string json) => Assert.True(IsSame(json));

    [Fact]
    public void A_field_twice_in_a_value_that_a_caller_sends_is_refused() =>
        Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<JsonElement>("""{"a":1,"a":2}""", OrchestratorJson.Input));

    [Fact]
    public void A_text_takes_as_much_memory_as_it_has_bytes()
    {
        byte[] json = JsonSerializer.SerializeToUtf8Bytes(new string('x', 100_000));
        Read(json);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Read(json);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 100_000, 110_000);
    }

    private static JsonElement Read(string json) => JsonSerializer.Deserialize<JsonElement>(json, OrchestratorJson.Journal);

    private static JsonElement Read(byte[] json) => JsonSerializer.Deserialize<JsonElement>(json, OrchestratorJson.Journal);

    private static bool IsSame(string json)
    {
        string plain = JsonSerializer.Deserialize<JsonElement>(json).GetRawText();
        return Read(json).GetRawText() == plain
            && JsonSerializer.Deserialize<JsonElement>(json, OrchestratorJson.Input).GetRawText() == plain
            && JsonSerializer.Serialize(Read(json), OrchestratorJson.Journal) == JsonSerializer.Serialize(JsonSerializer.Deserialize<JsonElement>(json), OrchestratorJson.Http);
    }
}
