using Microsoft.Extensions.Options;

namespace Orchestrator.Journal.Tests.Postgres;

public sealed class PostgresJournalOptionsTests
{
    [Theory]
    [InlineData("", "is missing")]
    [InlineData("Database=d;Password=secret-word", "has no Host")]
    [InlineData("Host=h;Password=secret-word", "has no Database")]
    [InlineData("Host=h;Database=d;Port=secret-word", "can't be read")]
    [InlineData("Host=h;Database=d;Password=a;secret-word=1", "can't be read")]
    [InlineData("Host=h;Database=d;Multiplexing=true;Password=secret-word", "Multiplexing")]
    public void A_connection_string_that_can_not_work_is_refused_and_never_shown(string connectionString, string problem)
    {
        ValidateOptionsResult result = new PostgresJournalOptionsValidator().Validate(
            name: null, new PostgresJournalOptions { ConnectionString = connectionString });

        Assert.True(result.Failed);
        Assert.Contains("PostgresJournalOptions.ConnectionString", result.FailureMessage, StringComparison.Ordinal);
        Assert.Contains(problem, result.FailureMessage, StringComparison.Ordinal);
        Assert.DoesNotContain("secret-word", result.FailureMessage, StringComparison.Ordinal);
    }

    [Fact]
    public void Options_as_text_hold_no_password()
    {
        PostgresJournalOptions options = new() { ConnectionString = "Host=h;Database=d;Password=secret-word" };

        Assert.True(new PostgresJournalOptionsValidator().Validate(name: null, options).Succeeded);
        Assert.DoesNotContain("secret-word", options.ToString(), StringComparison.Ordinal);
    }
}
