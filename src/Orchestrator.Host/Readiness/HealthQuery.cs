namespace Orchestrator.Host.Readiness;

/// <summary>
/// <c>orchestrator-host --health URL</c>: asks a host that runs already, for container engines and supervisors that judge by a
/// program's exit code. So an image needs neither a shell nor curl.
/// </summary>
internal static class HealthQuery
{
    private const string Switch = "--health";

    // Below the time that those who ask give it, so that the reason is printed.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(4);

    /// <summary>Whether the command line asks for it.</summary>
    /// <param name="args">The command line.</param>
    public static bool IsAskedFor(string[] args) => args is [Switch, ..];

    /// <summary>Asks.</summary>
    /// <param name="args">The command line: the switch and what to ask, such as <c>http://127.0.0.1:5080/readyz</c>.</param>
    /// <returns>The exit code: 0 when the answer was a success, 1 otherwise; standard error says why.</returns>
    public static async Task<int> RunAsync(string[] args)
    {
        if (args is not [_, var text] || !Uri.TryCreate(text, UriKind.Absolute, out Uri? url) || url.Scheme != Uri.UriSchemeHttp)
            return await FailAsync($"{Switch} takes one URL of a running host: http://127.0.0.1:5080/healthz or http://127.0.0.1:5080/readyz.");
        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false });
        using var late = new CancellationTokenSource(Patience, TimeProvider.System);
        try
        {
            using HttpResponseMessage answer = await http.GetAsync(url, late.Token);
            return answer.IsSuccessStatusCode
                ? 0
                : await FailAsync($"{url} answered {(int)answer.StatusCode}: {await answer.Content.ReadAsStringAsync(late.Token)}");
        }
        catch (HttpRequestException error)
        {
            return await FailAsync($"{url} can't be reached: {error.Message}");
        }
        catch (OperationCanceledException)
        {
            return await FailAsync($"{url} did not answer within {Patience.TotalSeconds} seconds.");
        }
    }

    private static async Task<int> FailAsync(string reason)
    {
        await Console.Error.WriteLineAsync(reason);
        return 1;
    }
}
