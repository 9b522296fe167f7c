using Orchestrator.Gateway.Requests;

namespace Orchestrator.Gateway.Tests.Requests;

public sealed class JsonPathTests
{
    [Theory]
    [InlineData(null, null)]
    [InlineData("$", null)]
    [InlineData("$.a", "a")]
    [InlineData("$.a.b", "a.b")]
    [InlineData("$.a[0].b", "a[0].b")]
    [InlineData("$[1][2]", "[1][2]")]
    [InlineData("$.a['b.c'].d", "a.b.c.d")]
    [InlineData("$['a b']", "a b")]
    [InlineData("$[']a']", "]a")]
    [InlineData("$[']", "]")]
    [InlineData("$['a", "a")]
    public void A_path_reads_as_a_caller_writes_it(string? path, string? field) =>
        Assert.Equal(field, JsonPath.Join(JsonPath.Split(path)));
}
