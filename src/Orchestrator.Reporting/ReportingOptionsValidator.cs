using Microsoft.Extensions.Options;

namespace Orchestrator.Reporting;

/// <summary>Refuses options that can't work, naming the property and what is allowed.</summary>
internal sealed class ReportingOptionsValidator : IValidateOptions<ReportingOptions>
{
    private const long Mebibyte = 1024 * 1024;

    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan Longest = TimeSpan.FromHours(1);

    public ValidateOptionsResult Validate(string? name, ReportingOptions options)
    {
        ValidateOptionsResultBuilder result = new();
        if (string.IsNullOrWhiteSpace(options.DataDirectory))
            result.AddError("must name the folder of the reporting database", nameof(options.DataDirectory));
        Range(result, options.BatchRows, nameof(options.BatchRows), 1, 1_000_000);
        Range(result, options.BatchBytes, nameof(options.BatchBytes), 64 * 1024, 1024 * Mebibyte);
        Range(result, options.GatherTime, nameof(options.GatherTime), TimeSpan.Zero, TimeSpan.FromSeconds(1));
        Range(result, options.GiveWayTime, nameof(options.GiveWayTime), TimeSpan.Zero, Longest);
        Range(result, options.WriterCacheBytes, nameof(options.WriterCacheBytes), Mebibyte, 4096 * Mebibyte);
        Range(result, options.ReaderMmapBytes, nameof(options.ReaderMmapBytes), 0, 1024 * 1024 * Mebibyte);
        Range(result, options.MaxConnections, nameof(options.MaxConnections), 1, 100);
        Range(result, options.QueryTimeout, nameof(options.QueryTimeout), Shortest, Longest);
        Range(result, options.RetryDelay, nameof(options.RetryDelay), Shortest, Longest);
        Range(result, options.MaxRetryDelay, nameof(options.MaxRetryDelay), options.RetryDelay, Longest);
        return result.Build();
    }

    private static void Range<T>(ValidateOptionsResultBuilder result, T value, string property, T min, T max)
        where T : IComparable<T>
    {
        if (value.CompareTo(min) < 0 || value.CompareTo(max) > 0)
            result.AddError($"must be {min} to {max}, is {value}", property);
    }
}
