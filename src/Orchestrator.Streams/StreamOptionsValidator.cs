using Microsoft.Extensions.Options;

namespace Orchestrator.Streams;

/// <summary>Refuses stream options that are out of their limits, naming the property and the remedy.</summary>
internal sealed class StreamOptionsValidator : IValidateOptions<StreamOptions>
{
    public ValidateOptionsResult Validate(string? name, StreamOptions options)
    {
        List<string> errors = [];
        Range(nameof(options.MaxReaders), options.MaxReaders, 1, 100_000);
        Range(nameof(options.RingRows), options.RingRows, 16, 1_000_000);
        Range(nameof(options.RingBytes), options.RingBytes, 64 << 10, 1L << 30);
        Range(nameof(options.PageBytes), options.PageBytes, 1 << 10, 4 << 20);
        Range(nameof(options.ConcurrentPages), options.ConcurrentPages, 1, 64);
        Time(nameof(options.GatherTime), options.GatherTime, TimeSpan.Zero, TimeSpan.FromSeconds(1));
        Time(nameof(options.HeartbeatInterval), options.HeartbeatInterval, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(10));
        Time(nameof(options.WriteTimeout), options.WriteTimeout, TimeSpan.FromMilliseconds(100), TimeSpan.FromMinutes(10));
        Time(nameof(options.RetryDelay), options.RetryDelay, TimeSpan.Zero, TimeSpan.FromMinutes(10));
        return errors.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(errors);

        void Range(string property, long value, long min, long max)
        {
            if (value < min || value > max) errors.Add($"{StreamOptions.Section}:{property} is {value}: choose {min} to {max}.");
        }

        void Time(string property, TimeSpan value, TimeSpan min, TimeSpan max)
        {
            if (value < min || value > max) errors.Add($"{StreamOptions.Section}:{property} is {value}: choose {min} to {max}.");
        }
    }
}
