using System.Text.Json;
using Orchestrator.Cli.Commands.Operations;

namespace Orchestrator.Cli.Tests.Commands;

public sealed class TablesLagTests
{
    [Theory]
    [InlineData("""{"lag":7,"lagSeconds":2.5}""", "7 behind")]
    [InlineData("""{"lag":0,"lagSeconds":0}""", "0 behind")]
    [InlineData("""{"lag":null,"lagSeconds":2.5}""", "2.5 s behind")]
    public void It_is_in_commits_or_where_positions_have_gaps_in_seconds(string projection, string words)
    {
        using JsonDocument document = JsonDocument.Parse(projection);
        Assert.Equal(words, TablesLag.Of(document.RootElement));
    }
}
