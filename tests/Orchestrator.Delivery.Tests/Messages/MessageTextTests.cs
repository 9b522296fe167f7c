using System.Text.Json;
using Orchestrator.Delivery.Messages;
using Orchestrator.Delivery.Tests.Hosting;

namespace Orchestrator.Delivery.Tests.Messages;

public sealed class MessageTextTests
{
    [Fact]
    public void A_string_is_its_text_behind_the_header() =>
        Assert.Equal("[message m-1 from planner]\nFix the \"build\"", Of("\"Fix the \\\"build\\\"\"", MessageText.DefaultHeader));

    [Fact]
    public void Anything_else_is_its_JSON() => Assert.Equal("""{"task": 7}""", Of("""{"task": 7}""", header: ""));

    [Fact]
    public void Control_characters_but_newline_and_tab_are_left_out() =>
        Assert.Equal("a[201~b\tc\nd[31m", Of(JsonSerializer.Serialize("\u0000a\u001b[201~b\tc\r\nd\u009b[31m\u007f\b"), header: ""));

    [Fact]
    public void Half_of_a_surrogate_pair_comes_as_JSON() => Assert.Equal("\"\\ud83d\"", Of("\"\\ud83d\"", header: ""));

    private static string Of(string json, string header)
    {
        using JsonDocument content = JsonDocument.Parse(json);
        return MessageText.Of(Outgoing.MessageOf(content.RootElement.Clone()), header);
    }
}
