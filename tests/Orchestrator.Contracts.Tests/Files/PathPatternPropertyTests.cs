using FsCheck;
using FsCheck.Fluent;
using Orchestrator.Contracts.Errors;
using Orchestrator.Contracts.Files.Patterns;

namespace Orchestrator.Contracts.Tests.Files;

/// <summary>What holds of all patterns and paths.</summary>
public sealed class PathPatternPropertyTests
{
    private static readonly string[] Parts = ["a", "b", "*", "?", "**", "[ab]", "[!a]", "[b-c]", "{a,b}", "{b,c/a}", "a*", "*b", "?c", "[x]", @"\*"];

    [Fact]
    public void Patterns_overlap_exactly_when_a_path_matches_both() =>
        Prop.ForAll(Gen.Choose(0, int.MaxValue).ToArbitrary(), seed =>
        {
            var random = new System.Random(seed);
            PathPattern one = RandomPattern(random), two = RandomPattern(random);
            string? common = one.FindCommonPath(two);
            if (common is not null)
            {
                Assert.True(one.Covers(common), $"{one} does not cover {common}");
                Assert.True(two.Covers(common), $"{two} does not cover {common}");
                Assert.DoesNotContain("//", $"/{common}/", StringComparison.Ordinal);
            }

            Assert.Equal(common is null, two.FindCommonPath(one) is null);
            for (int i = 0; i < 60; i++)
            {
                string path = RandomPath(random);
                Assert.False(common is null && one.Covers(path) && two.Covers(path), $"{one} and {two} cover {path}");
            }
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(1_500));

    [Fact]
    public void A_pattern_overlaps_itself_and_covers_what_it_is_spelled_like() =>
        Prop.ForAll(Gen.Choose(0, int.MaxValue).ToArbitrary(), seed =>
        {
            PathPattern pattern = RandomPattern(new System.Random(seed));
            Assert.NotNull(pattern.FindCommonPath(pattern));
            if (!pattern.Text.Contains('\\', StringComparison.Ordinal)) Assert.True(pattern.Covers(pattern.Text), pattern.Text);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Any_text_is_a_pattern_or_a_validation_error() =>
        Prop.ForAll(ArbMap.Default.ArbFor<string>(), text =>
        {
            try
            {
                PathPattern pattern = PathPattern.Parse(text, "p");
                Assert.NotNull(pattern.FindCommonPath(PathPattern.Parse("**", "p")));
            }
            catch (ValidationException error)
            {
                Assert.Equal("p", error.Field);
            }
        }).QuickCheckThrowOnFailure();

    private static PathPattern RandomPattern(System.Random random) => PathPattern.Parse(
        string.Join('/', Enumerable.Range(0, random.Next(1, 5)).Select(_ => string.Concat(Enumerable.Range(0, random.Next(1, 3)).Select(_ => Parts[random.Next(Parts.Length)])))), "p");

    private static string RandomPath(System.Random random) =>
        string.Join('/', Enumerable.Range(0, random.Next(1, 5)).Select(_ => random.GetString("aabbcx*", random.Next(1, 4))));
}
