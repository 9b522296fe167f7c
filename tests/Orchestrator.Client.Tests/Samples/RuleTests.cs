using ReviewPair.Messages;
using ReviewPair.Rules;

namespace Orchestrator.Client.Tests.Samples;

public sealed class RuleTests
{
    public static TheoryData<string, string, string, int> Findings => new()
    {
        { "a.cs", new string('x', 121) + "\n", "long-line", 1 },
        { "a.cs", "// fine\n// TODO later\n", "left-for-later", 2 },
        { "a.cs", "int a; \n", "trailing-space", 1 },
        { "a.cs", "int a;", "final-newline", 1 },
        { "a.cs", " \tint a;\n", "mixed-indentation", 1 },
        { "a.cs", "\tint a;\n    int b;\n    int c;\n", "mixed-indentation", 0 },
        { "a.cs", string.Concat(Enumerable.Repeat("int a;\n", 1_001)), "large-file", 0 },
        { "a.cs", "<<<<<<< HEAD\n", "merge-marker", 1 },
        { "a.cs", $"var key = \"AKIA{new string('Q', 16)}\";\n", "secret", 1 },
        { "a.py", "password = 'correct-horse'\n", "secret", 1 },
        { "a.cs", $"class A\n{{\n    void M(int a)\n    {{\n{string.Concat(Enumerable.Repeat("        a++;\n", 60))}    }}\n}}\n", "long-method", 3 },
    };

    [Theory]
    [MemberData(nameof(Findings))]
    public void A_rule_finds_what_it_is_for(string path, string content, string rule, int line)
    {
        Review review = Reviewing.Of(AllNew(path, content));

        Finding finding = Assert.Single(review.Findings);
        Assert.Equal((rule, line), (finding.Rule, finding.Line));
    }

    [Theory]
    [InlineData("a.cs", "")]
    [InlineData("a.cs", "class A\n{\n    int B(int c)\n    {\n        return c;\n    }\n}\n")]
    [InlineData("a.md", "A line that ends in two blanks  \nbreaks.\n")]
    [InlineData("a.go", "func main() {\n\tprintln(\"hello\")\n}\n")]
    [InlineData("a.cs", "string password = Environment.GetEnvironmentVariable(\"PASSWORD\")!;\r\n")]
    public void Clean_files_have_no_findings(string path, string content) =>
        Assert.Empty(Reviewing.Of(AllNew(path, content)).Findings);

    [Fact]
    public void Findings_are_about_new_lines()
    {
        ReviewRequest request = AllNew("a.cs", "// TODO old\n// TODO new\n") with { Changed = [[2, 1]] };

        Assert.Equal([2], Reviewing.Of(request).Findings.Select(finding => finding.Line));
    }

    [Fact]
    public void Of_a_large_file_the_diff_is_reviewed()
    {
        var request = new ReviewRequest
        {
            Path = "big.cs",
            Status = "modified",
            Commit = "abc",
            Size = 200_000,
            Diff = "--- a/big.cs\n+++ b/big.cs\n@@ -10,0 +11,2 @@\n+fine\n+// FIXME\n@@ -50 +52 @@\n-gone \n+here \n",
        };

        Assert.Equal(
            [("left-for-later", 12), ("trailing-space", 52)],
            Reviewing.Of(request).Findings.Select(finding => (finding.Rule, finding.Line)));
    }

    [Fact]
    public void What_was_not_sent_is_not_reviewed_and_says_so()
    {
        var request = new ReviewRequest { Path = "a.png", Status = "added", Commit = "abc", Omitted = "binary" };

        Review review = Reviewing.Of(request);

        Assert.Equal("not reviewed: binary", review.Note);
        Assert.Empty(review.Findings);
    }

    [Fact]
    public void Too_many_findings_are_counted_not_listed()
    {
        Review review = Reviewing.Of(AllNew("a.txt", string.Concat(Enumerable.Repeat("TODO\n", 250))));

        Assert.Equal((200, 50), (review.Findings.Count, review.MoreFindings));
    }

    private static ReviewRequest AllNew(string path, string content) => new()
    {
        Path = path,
        Status = "added",
        Commit = "abc",
        Size = content.Length,
        Content = content,
        Changed = [[1, content.Split('\n').Length]],
    };
}
