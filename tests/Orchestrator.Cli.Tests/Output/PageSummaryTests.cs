using Orchestrator.Cli.Commands;

namespace Orchestrator.Cli.Tests.Output;

public sealed class PageSummaryTests
{
    [Theory]
    [InlineData(0, 1, 0, false, "task", "0 tasks")]
    [InlineData(1, 1, 1, false, "task", "1 task")]
    [InlineData(50, 2, 120, false, "delivery", "50 of 120 deliveries, page 2")]
    [InlineData(50, 1, 100_000, true, "message", "50 of more than 100000 messages, page 1")]
    public void The_line_below_a_page_says_how_many_there_are(int shown, int page, long total, bool isLowerBound, string noun, string line) =>
        Assert.Equal(line, PageOptions.Summary(shown, page, total, isLowerBound, noun));
}
