using Orchestrator.Fuzz.Parsers;
using Xunit.Abstractions;

namespace Orchestrator.Fuzz.Tests;

/// <summary>A short run of every parser.</summary>
public sealed class ParserTests(ITestOutputHelper output)
{
    private const int Batches = 3;

    [Fact]
    public void Every_parser_takes_or_refuses_whatever_it_is_given()
    {
        ulong seed = 1; // another one each time is for the command
        output.WriteLine($"seed {seed}");
        var fuzzer = new ParserFuzzer();
        for (int i = 0; i < Batches; i++) fuzzer.Run(seed + (ulong)i, CancellationToken.None);
        output.WriteLine(fuzzer.ToString());
        Assert.Empty(fuzzer.Findings);
        Assert.True(fuzzer.Inputs > 10_000);
    }

    [Theory]
    [InlineData("src/**/*.cs", "src/a.cs", true)]
    [InlineData("src/**/*.cs", "src/a/b/c.cs", true)]
    [InlineData("src", "src/a/b", true)]
    [InlineData("src/", "src", false)]
    [InlineData("*.cs", "a/b.cs", false)]
    [InlineData("{a,b/c}.d", "b/c.d", true)]
    [InlineData("[!a]x", "bx", true)]
    [InlineData("[!a]x", "ax", false)]
    [InlineData("app/[slug]/p", "app/[slug]/p", true)]
    public void The_reference_says_what_the_documentation_says(string pattern, string path, bool covers) =>
        Assert.Equal(covers, ReferencePattern.Covers(pattern, path));
}
