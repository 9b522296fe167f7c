using Orchestrator.Cli.Output;

namespace Orchestrator.Cli.Tests.Commands;

public sealed class PrintableTests
{
    [Theory]
    [InlineData("plain", "plain")]
    [InlineData("a\r\nb\nc\td", "a b c d")]
    [InlineData("\u001b[31mred", "\\u001b[31mred")]
    [InlineData("c1\u009b", "c1\\u009b")]
    public void Control_characters_are_shown_not_done(string text, string line) => Assert.Equal(line, Printable.Line(text));

    [Fact]
    public void Long_text_is_cut_with_a_mark() => Assert.Equal("abcd…", Printable.Line("abcdefgh", 5));
}
