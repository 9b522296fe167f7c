using System.Collections.Concurrent;
using System.Net;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Orchestrator.Contracts.Access;
using Orchestrator.Gateway.Tests.Hosting;

namespace Orchestrator.Gateway.Tests.Access;

/// <summary>Where a token's secret, and what it is verified with, must not be.</summary>
public sealed class SecretTests
{
    [Fact]
    public async Task A_secret_is_in_no_log_and_no_file_and_its_hash_in_the_journal_alone()
    {
        var logs = new ConcurrentQueue<string>();
        string folder = Directory.CreateTempSubdirectory("secrets-").FullName;
        await using TestHost host = await TestHost.StartAsync(
            services => services.AddLogging(logging => logging.SetMinimumLevel(LogLevel.Trace).AddFilter(static _ => true).AddProvider(new Capture(logs))),
            folder);
        using Answer made = await host.PostAsync("/api/v1/tokens", new { name = "admin", role = "admin" });
        string token = made.Expect(HttpStatusCode.Created)["token"].GetString()!;
        Assert.True(TokenText.TryParse(token, out _, out string? secret));
        using Answer keyed = await host.SendAsync(
            HttpRequests.Of(host, HttpMethod.Post, "/api/v1/tokens", """{"name":"b","role":"observer"}"""u8.ToArray())
                .With("Authorization", $"Bearer {token}").With("Idempotency-Key", "one"));
        Assert.True(TokenText.TryParse(keyed.Expect(HttpStatusCode.Created)["token"].GetString(), out _, out string? other));
        using Answer again = await host.SendAsync(
            HttpRequests.Of(host, HttpMethod.Post, "/api/v1/tokens", """{"name":"b","role":"observer"}"""u8.ToArray())
                .With("Authorization", $"Bearer {token}").With("Idempotency-Key", "one"));
        again.ExpectProblem(HttpStatusCode.Conflict, "idempotency-conflict");
        string wrong = TokenText.NewSecret();
        foreach (string bad in new[] { TokenText.Of(ClosedHost.IdOf(token), wrong), $"{token}x", "orc_x_y" })
        {
            using Answer refused = await host.SendAsync(HttpRequests.Of(host, HttpMethod.Get, "/api/v1/status").With("Authorization", $"Bearer {bad}"));
            refused.Expect(HttpStatusCode.Unauthorized);
        }

        using Answer status = await host.SendAsync(
            HttpRequests.Of(host, HttpMethod.Get, $"/api/v1/tokens?minPosition={keyed.Position}").With("Authorization", $"Bearer {token}"));
        status.Expect(HttpStatusCode.OK);
        await host.StopAsync();

        string[] secrets = [secret, other, wrong];
        Assert.NotEmpty(logs);
        Assert.DoesNotContain(logs, line => secrets.Any(one => line.Contains(one, StringComparison.Ordinal)));
        List<string> hashes = [];
        foreach (string file in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories))
        {
            string bytes = Encoding.Latin1.GetString(await File.ReadAllBytesAsync(file));
            Assert.DoesNotContain(secrets, one => bytes.Contains(one, StringComparison.Ordinal));
            if (bytes.Contains("pbkdf2-sha256", StringComparison.Ordinal)) hashes.Add(Path.GetFileName(file).Split('-')[0]);
        }

        Assert.Equal(["journal.db"], hashes.Distinct());
        Assert.DoesNotContain(logs, line => line.Contains("pbkdf2-sha256", StringComparison.Ordinal) && line.Contains("hash", StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public void What_holds_a_secret_or_its_hash_shows_neither()
    {
        string secret = TokenText.NewSecret();
        TokenVerifier verifier = TokenVerifier.Of(secret);
        var command = new CreateToken { Name = "x", Role = AccessRole.Admin, Verifier = verifier };

        Assert.True(verifier.Matches(secret));
        Assert.False(verifier.Matches(TokenText.NewSecret()));
        Assert.DoesNotContain(secret, new PresentedSecret(secret, null).ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("Byte", command.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain(Convert.ToBase64String(verifier.Hash), JsonSerializer.Serialize(command.ToString()), StringComparison.Ordinal);
    }

    private sealed class Capture(ConcurrentQueue<string> lines) : ILoggerProvider, ILogger
    {
        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull
        {
            lines.Enqueue(state.ToString() ?? string.Empty);
            return null;
        }

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            lines.Enqueue($"{formatter(state, exception)} {exception} {(state is IEnumerable<KeyValuePair<string, object?>> values ? string.Join(' ', values) : null)}");

        public void Dispose()
        {
        }
    }
}
