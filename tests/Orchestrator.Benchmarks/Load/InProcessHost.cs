using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Orchestrator.Contracts.Conversations;
using Orchestrator.Contracts.Identifiers;
using Orchestrator.Contracts.Mailboxes;
using Orchestrator.Host;
using Orchestrator.Journal;
using Orchestrator.Reporting.Projection;
using Orchestrator.Testing;

namespace Orchestrator.Benchmarks.Load;

/// <summary>The whole host, projector included, within the benchmark's process and on a folder of its own.</summary>
internal sealed class InProcessHost : IAsyncDisposable
{
    private readonly WebApplication _application;

    private InProcessHost(WebApplication application, string folder, Uri url)
    {
        _application = application;
        Url = url;
        Folder = folder;
        Grains = application.Services.GetRequiredService<IGrainFactory>();
        Journal = application.Services.GetRequiredService<IJournal>();
        Progress = application.Services.GetRequiredService<ProjectionProgress>();
    }

    public string Folder { get; }

    public Uri Url { get; }

    public IGrainFactory Grains { get; }

    public IJournal Journal { get; }

    public ProjectionProgress Progress { get; }

    public static async Task<InProcessHost> StartAsync(string? folder = null, Action<IServiceCollection>? configure = null)
    {
        folder ??= Directory.CreateTempSubdirectory("bench-").FullName;
        var url = new Uri($"http://127.0.0.1:{Ports.Free()}");
        WebApplication application = OrchestratorHost.Build(
            ["--urls", url.GetLeftPart(UriPartial.Authority), "--data", folder], configure ?? (static _ => { }));
        await application.StartAsync();
        return new(application, folder, url);
    }

    public IConversationGrain Direct(AgentId one, AgentId other) =>
        Grains.GetGrain<IConversationGrain>(ConversationId.Direct(one, other).Value);

    public IMailboxGrain Mailbox(AgentId agent) => Grains.GetGrain<IMailboxGrain>(agent.Value);

    /// <summary>Ends when the tables have all that is in the journal.</summary>
    public async Task ProjectedAsync() =>
        await Progress.WaitForAsync(Journal.LastPosition, TimeSpan.FromMinutes(5), CancellationToken.None);

    /// <summary>Stops, and keeps the folder.</summary>
    public async Task StopAsync()
    {
        await _application.StopAsync();
        await _application.DisposeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        Directory.Delete(Folder, recursive: true);
    }
}
