using Microsoft.Extensions.Options;
using Npgsql;

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
        return result.Build();
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
