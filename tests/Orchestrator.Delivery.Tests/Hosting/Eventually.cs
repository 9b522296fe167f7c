namespace Orchestrator.Delivery.Tests.Hosting;

/// <summary>Waits for what another process brings about.</summary>
public static class Eventually
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>Waits until a condition holds.</summary>
    public static async Task TrueAsync(Func<Task<bool>> condition, Func<string> what)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (!await condition())
        {
            if (patience.IsCancellationRequested) Assert.Fail($"after {Patience.TotalSeconds} s still not so: {what()}");
            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, CancellationToken.None);
        }
    }

    /// <summary>Waits until a file that may still grow has exactly this text.</summary>
    public static async Task FileHasAsync(string file, string expected)
    {
        string? text = null;
        try
        {
            await TrueAsync(async () => (text = await File.ReadAllTextAsync(file)) == expected, () => "the file has its text");
        }
        catch (Xunit.Sdk.FailException)
        {
            Assert.Equal(expected, text);
            throw;
        }
    }
}
