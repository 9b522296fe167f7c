using Orchestrator.Host.Startup;

namespace Orchestrator.Gateway.Tests.Startup;

public sealed class CleanLogTests
{
    [Theory]
    [InlineData("a plain text, größer ☃", "a plain text, größer ☃")]
    [InlineData("x\n2026-01-01 warn: forged\r\nx", "x 2026-01-01 warn: forged x")]
    [InlineData("\u001b[2J\u009b1m\u0007\t", "\\u001b[2J\\u009b1m\\u0007\\u0009")]
    [InlineData("a\u202eb\u2028c", "a\\u202eb c")]
    public void What_callers_sent_neither_begins_a_line_nor_speaks_to_the_terminal(string text, string logged) =>
        Assert.Equal(logged, CleanConsoleFormatter.Clean(text));
}
