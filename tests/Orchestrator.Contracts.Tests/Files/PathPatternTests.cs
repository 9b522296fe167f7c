using Orchestrator.Contracts.Errors;
using Orchestrator.Contracts.Files.Patterns;

namespace Orchestrator.Contracts.Tests.Files;

public sealed class PathPatternTests
{
    [Theory]
    [InlineData("src/Parser.cs", "src/Parser.cs", true)]
    [InlineData("src/Parser.cs", "src/parser.cs", false)] // as git has it
    [InlineData("./src//Parser.cs", "src/Parser.cs", true)]
    [InlineData("src", "src", true)]
    [InlineData("src", "src/a/b.cs", true)]
    [InlineData("src", "src2", false)]
    [InlineData("src/", "src/a/b.cs", true)]
    [InlineData("src/", "src", false)]
    [InlineData("src/*", "src/a.cs", true)]
    [InlineData("src/*", "src/a/b.cs", false)]
    [InlineData("src/*/", "src/a/b.cs", true)]
    [InlineData("src/*/", "src/a", false)]
    [InlineData("src/**", "src/a/b.cs", true)]
    [InlineData("src/**", "src", false)]
    [InlineData("**", "a/b/c", true)]
    [InlineData("**/", "a/b/c", true)]
    [InlineData("**/test", "test", true)]
    [InlineData("**/test", "a/b/test/x", true)]
    [InlineData("**/test", "a/latest", false)]
    [InlineData("src/**/**/*.cs", "src/a.cs", true)]
    [InlineData("src/**/*.cs", "src/a/b/c.cs", true)]
    [InlineData("src/**/*.cs", "src.cs", false)]
    [InlineData("src**.cs", "src/a.cs", false)]
    [InlineData("src**.cs", "srcabc.cs", true)]
    [InlineData("*.cs", "a.cs", true)]
    [InlineData("*.cs", "a/a.cs", false)]
    [InlineData("?.cs", "é.cs", true)]
    [InlineData("?.cs", "🙂.cs", true)] // one character, two UTF-16 units
    [InlineData("?.cs", "ab.cs", false)]
    [InlineData("a?b", "a/b", false)]
    [InlineData("a[/]b", "a/b", null)]
    [InlineData("[a-c]x", "bx", true)]
    [InlineData("[!a-c]x", "bx", false)]
    [InlineData("[^a-c]x", "dx", true)]
    [InlineData("[]x]", "]", true)]
    [InlineData("a[!x]b", "a/b", false)]
    [InlineData("{a,b/c}.cs", "b/c.cs", true)]
    [InlineData("src/{a,b}", "src/b/x", true)]
    [InlineData("{a,{b,c}d}", "cd", true)]
    [InlineData("{a,{b,c}d}", "c", false)]
    [InlineData("app/[slug]/page.tsx", "app/[slug]/page.tsx", true)] // spelled exactly like it
    [InlineData("app/[slug]", "app/[slug]/page.tsx", true)]
    [InlineData("app/[user-id]/page.tsx", "app/[user-id]/page.tsx", true)]
    [InlineData("a{b}c", "a{b}c", true)]
    [InlineData(@"a\*b", "a*b", true)]
    [InlineData(@"a\*b", "axb", false)]
    [InlineData(@"\[x\]", "[x]", true)]
    [InlineData("new\nline *", "new\nline 1", true)]
    public void A_pattern_covers_what_it_says(string pattern, string path, bool? covers)
    {
        if (covers is { } expected) Assert.Equal(expected, PathPattern.Parse(pattern, "p").Covers(path));
        else Assert.Throws<ValidationException>(() => PathPattern.Parse(pattern, "p"));
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("/etc/passwd")]
    [InlineData("../x")]
    [InlineData("a/../../x")]
    [InlineData(".")]
    [InlineData("./")]
    [InlineData("a[b")]
    [InlineData("a{b")]
    [InlineData("a}b")]
    [InlineData("{..,a}/b")]
    [InlineData("{/a,b}")]
    [InlineData(@"src\Parser.cs")]
    [InlineData("[[:alpha:]]")]
    [InlineData("a\0b")]
    [InlineData("{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}")]
    [InlineData("{{{{{{a,b},{a,b}},{a,b}},{a,b}},{a,b}},{a,b}}{a,b}{a,b}{a,b}{a,b}{a,b}")]
    public void What_is_no_pattern_names_its_field(string pattern) =>
        Assert.Equal("patterns[3]", Assert.Throws<ValidationException>(() => PathPattern.Parse(pattern, "patterns[3]")).Field);

    [Theory]
    [InlineData("src/**", "**/*.cs", true)]
    [InlineData("src/*.cs", "src/*.md", false)]
    [InlineData("src/a*.cs", "src/*b.cs", true)]
    [InlineData("src/a", "src/a/b/c", true)]
    [InlineData("src/*", "src/a/b", false)]
    [InlineData("[a-f]*", "[g-z]*", false)]
    [InlineData("[a-f]*", "[f-z]*", true)]
    [InlineData("**/test/**", "src/**/x", true)]
    [InlineData("docs/", "docs", true)]
    [InlineData("a/**/b", "a/b", true)]
    [InlineData("a?c", "a/c", false)]
    [InlineData("*", "*/*", false)]
    [InlineData("app/[slug]/page.tsx", "app/[slug]/**", true)]
    public void Patterns_overlap_when_a_path_matches_both(string one, string two, bool overlap)
    {
        PathPattern first = PathPattern.Parse(one, "p"), second = PathPattern.Parse(two, "p");
        Assert.Equal(overlap, first.FindCommonPath(second) is not null);
        Assert.Equal(overlap, second.FindCommonPath(first) is not null);
    }

    [Fact]
    public void Patterns_that_take_too_long_to_compare_are_given_up()
    {
        static PathPattern Evil(char end) => PathPattern.Parse(
            $"{{{string.Join(',', Enumerable.Range('a', 26).Select(c => $"*{(char)c}"))}}}{string.Concat(Enumerable.Repeat("*a", 120))}{end}", "p");

        Assert.Throws<TooComplexException>(() => Evil('x').FindCommonPath(Evil('y'), new ComparisonBudget(ComparisonBudget.OfReservation)));
        Assert.NotNull(PathPattern.Parse("src/**/*.cs", "p").FindCommonPath(PathPattern.Parse("src/[a-c]*/{x,y}.cs", "p"), new ComparisonBudget(1_000)));
    }
}
