using Orchestrator.Client.Calls;

namespace Orchestrator.Client.Tests.Connecting;

public sealed class BackoffTests
{
    [Fact]
    public void Waits_double_up_to_the_most_and_half_of_each_is_chance()
    {
        var backoff = new Backoff(TimeSpan.FromMilliseconds(100), TimeSpan.FromMilliseconds(1_000));

        double[] waits = [.. Enumerable.Range(0, 8).Select(_ => backoff.Next().TotalMilliseconds)];

        double[] ceilings = [100, 200, 400, 800, 1_000, 1_000, 1_000, 1_000];
        Assert.All(waits.Zip(ceilings), wait => Assert.InRange(wait.First, wait.Second / 2, wait.Second));
    }

    [Fact]
    public void The_most_may_be_the_longest_there_is()
    {
        var backoff = new Backoff(TimeSpan.FromDays(1), TimeSpan.MaxValue);

        for (int i = 0; i < 100; i++) Assert.True(backoff.Next() > TimeSpan.Zero);
    }
}
