using Microsoft.Extensions.Options;
using Npgsql;
using Orchestrator.Journal.Postgres;

namespace Orchestrator.Journal;

/// <summary>Refuses options that can't work, naming the property and the remedy, and never a connection string.</summary>
internal sealed class PostgresJournalOptionsValidator : IValidateOptions<PostgresJournalOptions>
{
    private const string Property = $"{nameof(PostgresJournalOptions)}.{nameof(PostgresJournalOptions.ConnectionString)}";
    private const string Remedy = "write it as Host=…;Database=…;Username=…;Password=….";

    public ValidateOptionsResult Validate(string? name, PostgresJournalOptions options)
    {
        ValidateOptionsResultBuilder result = new();
        ValidateConnectionString(options.ConnectionString, result);
        Range(nameof(options.MaxBatchRows), options.MaxBatchRows, 1, JournalPosition.RowsOfTransaction);
        Range(nameof(options.MaxBatchBytes), options.MaxBatchBytes, 64 << 10, 256L << 20);
        Range(nameof(options.QueueCapacity), options.QueueCapacity, 1, 1_000_000);
        Range(nameof(options.WriterConnections), options.WriterConnections, 1, 16);
        Range(nameof(options.ReaderConnections), options.ReaderConnections, 1, 64);
        Range(nameof(options.ReconnectTimeout), options.ReconnectTimeout, TimeSpan.Zero, TimeSpan.FromMinutes(5));
        Range(nameof(options.CommandTimeout), options.CommandTimeout, TimeSpan.FromSeconds(1), TimeSpan.FromHours(1));
        Range(nameof(options.HorizonTimeout), options.HorizonTimeout, TimeSpan.FromSeconds(1), TimeSpan.FromHours(1));
        Range(nameof(options.NotifyInterval), options.NotifyInterval, TimeSpan.FromMilliseconds(1), TimeSpan.FromSeconds(1));
        Range(nameof(options.PollInterval), options.PollInterval, TimeSpan.FromMilliseconds(10), TimeSpan.FromMinutes(1));
        if (!Enum.IsDefined(options.CommitLevel))
            result.AddError($"{nameof(PostgresJournalOptions)}.{nameof(options.CommitLevel)} is {options.CommitLevel}: choose On or RemoteApply.");
        return result.Build();

        void Range<T>(string property, T value, T min, T max)
            where T : IComparable<T>
        {
            if (value.CompareTo(min) < 0 || value.CompareTo(max) > 0)
                result.AddError($"{nameof(PostgresJournalOptions)}.{property} is {value}: choose {min} to {max}.");
        }
    }

    private static void ValidateConnectionString(string text, ValidateOptionsResultBuilder result)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            result.AddError($"{Property} is missing: {Remedy}");
            return;
        }

        NpgsqlConnectionStringBuilder parts;
        try
        {
            parts = new NpgsqlConnectionStringBuilder(text);
        }
        catch (Exception error) when (error is ArgumentException or FormatException or OverflowException)
        {
            // Npgsql's own words may quote a part of the string, and so of the password.
            result.AddError($"{Property} can't be read{Part(error)}: {Remedy}");
            return;
        }

        if (string.IsNullOrWhiteSpace(parts.Host)) result.AddError($"{Property} has no Host: {Remedy}");
        if (string.IsNullOrWhiteSpace(parts.Database)) result.AddError($"{Property} has no Database: {Remedy}");
        if (parts.Multiplexing) result.AddError($"{Property} has Multiplexing, which the journal can't use: leave it out.");
    }

    private static string Part(Exception error) =>
        error is ArgumentException { ParamName: { } part } && new NpgsqlConnectionStringBuilder().ContainsKey(part) ? $" at '{part}'" : "";
}
