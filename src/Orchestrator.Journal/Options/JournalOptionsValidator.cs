using Microsoft.Extensions.Options;

namespace Orchestrator.Journal;

/// <summary>Refuses journal options that are out of their limits, naming the property and the remedy.</summary>
internal sealed class JournalOptionsValidator : IValidateOptions<JournalOptions>
{
    private static readonly TimeSpan MaxBusyTimeout = TimeSpan.FromMinutes(5);

    public ValidateOptionsResult Validate(string? name, JournalOptions options)
    {
        List<string> errors = [];
        if (string.IsNullOrWhiteSpace(options.DataDirectory))
            errors.Add($"{nameof(JournalOptions)}.{nameof(options.DataDirectory)} is missing: name the folder to keep the data in.");
        Range(nameof(options.MaxBatchRows), options.MaxBatchRows, 1, 100_000);
        Range(nameof(options.MaxBatchBytes), options.MaxBatchBytes, 64 << 10, 256L << 20);
        Range(nameof(options.GatherRows), options.GatherRows, 1, 1_000_000);
        Range(nameof(options.QueueCapacity), options.QueueCapacity, 1, 1_000_000);
        Range(nameof(options.ReaderConnections), options.ReaderConnections, 1, 64);
        Range(nameof(options.WriterCacheBytes), options.WriterCacheBytes, 1L << 20, 4L << 30);
        Range(nameof(options.ReaderMmapBytes), options.ReaderMmapBytes, 0, 64L << 30);
        Range(nameof(options.WalBytes), options.WalBytes, 1L << 20, 4L << 30);
        if (options.MaxDatabaseBytes != 0)
            Range(nameof(options.MaxDatabaseBytes), options.MaxDatabaseBytes, 1L << 20, long.MaxValue);
        if (options.BusyTimeout < TimeSpan.Zero || options.BusyTimeout > MaxBusyTimeout)
            errors.Add($"{nameof(JournalOptions)}.{nameof(options.BusyTimeout)} is {options.BusyTimeout}: choose 0 to {MaxBusyTimeout}.");
        return errors.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(errors);

        void Range(string property, long value, long min, long max)
        {
            if (value < min || value > max)
                errors.Add($"{nameof(JournalOptions)}.{property} is {value}: choose {min} to {max}.");
        }
    }
}
