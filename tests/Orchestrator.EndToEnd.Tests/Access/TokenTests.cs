using System.Net;
using System.Net.Http.Headers;
using Orchestrator.Client;
using Orchestrator.Contracts.Agents;
using Orchestrator.Contracts.Identifiers;
using Orchestrator.EndToEnd.Tests.Support;
using Orchestrator.Testing;

namespace Orchestrator.EndToEnd.Tests.Access;

/// <summary>Tokens across whole processes: made without a host, used over every face, revoked, killed.</summary>
public sealed class TokenTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_revoked_token_stays_revoked_when_the_host_is_killed_and_the_others_stay_good()
    {
        string admin = await OfflineAsync("token", "create", "--name", "me", "--role", "admin");
        string agent = await OfflineAsync("token", "create", "--name", "builder", "--role", "agent", "--agent", "builder", "--expires", "30d");
        Assert.StartsWith("orc_", admin, StringComparison.Ordinal);
        Assert.Contains("builder", await OfflineAsync("token", "list"), StringComparison.Ordinal);
        int port = Ports.Free();
        await using (HostProcess host = await HostProcess.StartAsync(_folder.Data, port))
        {
            Assert.Contains("access        by token", host.Output, StringComparison.Ordinal);
            Assert.Equal(HttpStatusCode.Unauthorized, await AskAsync(host, null));
            Assert.Equal(HttpStatusCode.OK, await AskAsync(host, agent));
            Ended without = await CliAsync(host, null, "agents", "register", "builder");
            Assert.Equal(1, without.ExitCode);
            Assert.Equal("builder", (await CliAsync(host, agent, "agents", "register", "builder")).Output.Trim());
            Ended forbidden = await CliAsync(host, agent, "agents", "register", "reviewer");
            Assert.Contains("acts only as builder", forbidden.Error, StringComparison.Ordinal);
            await using (OrchestratorConnection connection = await OrchestratorConnection.OpenAsync(options =>
            {
                options.Endpoint = host.Url;
                options.Token = agent;
            }))
            {
                await using AgentConnection builder = await connection.RegisterAsync(new RegisterAgent { Id = AgentId.Parse("builder"), Name = "builder" });
                Assert.Equal(2, builder.Epoch);
            }

            string list = (await CliAsync(host, admin, "token", "list")).Output;
            Assert.Contains("builder", list, StringComparison.Ordinal);
            string id = agent.Split('_')[1];
            Ended revoked = await CliAsync(host, admin, "token", "revoke", id, "--reason", "test");
            Assert.True(revoked.ExitCode == 0, $"{revoked}");
            Assert.Equal(HttpStatusCode.Unauthorized, await AskAsync(host, agent));
            await host.KillAsync();
        }

        await using HostProcess again = await HostProcess.StartAsync(_folder.Data, port);
        Assert.Equal(HttpStatusCode.Unauthorized, await AskAsync(again, agent));
        Assert.Equal(HttpStatusCode.OK, await AskAsync(again, admin));
        Assert.Contains("agent/register", (await CliAsync(again, admin, "token", "audit", "--kind", "denied")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_host_for_others_starts_once_there_is_a_token_and_the_refusal_says_how_to_make_one()
    {
        string url = $"http://0.0.0.0:{Ports.Free()}";
        Ended refused = await ChildProgram.RunAsync("orchestrator-host", "--urls", url, "--data", _folder.Data);
        Assert.Equal(1, refused.ExitCode);
        Assert.Contains("orchestrator token create --name NAME --role admin", refused.Error, StringComparison.Ordinal);

        string token = await OfflineAsync("token", "create", "--name", "me", "--role", "observer");
        await using ChildProgram host = ChildProgram.Start("orchestrator-host", ["--urls", url, "--data", _folder.Data]);
        using var http = new HttpClient { BaseAddress = new Uri(url.Replace("0.0.0.0", "127.0.0.1", StringComparison.Ordinal)) };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        await Eventually.IsTrueAsync(
            async () =>
            {
                try
                {
                    using HttpResponseMessage answer = await http.GetAsync(new Uri("/api/v1/sessions", UriKind.Relative));
                    return answer.StatusCode == HttpStatusCode.OK;
                }
                catch (HttpRequestException)
                {
                    return false;
                }
            },
            "the host serves who has a token");
    }

    private static async Task<HttpStatusCode> AskAsync(HostProcess host, string? token)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/sessions");
        if (token is not null) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        using HttpResponseMessage answer = await host.Http.SendAsync(request);
        return answer.StatusCode;
    }

    private async Task<Ended> CliAsync(HostProcess host, string? token, params string[] arguments)
    {
        string file = Path.Combine(_folder.FullPath, "token");
        if (token is not null) await File.WriteAllTextAsync(file, $"{token}\n");
        return await ChildProgram.RunAsync(
            "orchestrator", [.. arguments, "--url", host.Url.ToString(), .. token is null ? Array.Empty<string>() : ["--token-file", file]]);
    }

    private async Task<string> OfflineAsync(params string[] arguments)
    {
        Ended ended = await ChildProgram.RunAsync("orchestrator", [.. arguments, "--data", _folder.Data]);
        Assert.True(ended.ExitCode == 0, $"{ended}");
        return ended.Output.Trim();
    }
}
