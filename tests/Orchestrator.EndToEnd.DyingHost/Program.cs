// The real host, but for its journal: it ends the process at the first append of a mailbox or checkpoint, as kill -9
// does. The first argument says when: before-mailbox, after-mailbox, before-checkpoint, after-checkpoint. The others are the host's.
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Orchestrator.EndToEnd.DyingHost;
using Orchestrator.Host;
using Orchestrator.Journal;

(string kind, bool isWritten) = args[0] switch
{
    "before-mailbox" => ("mailbox", false),
    "after-mailbox" => ("mailbox", true),
    "before-checkpoint" => ("checkpoint", false),
    "after-checkpoint" => ("checkpoint", true),
    _ => throw new ArgumentException($"before- or after-, mailbox or checkpoint, not {args[0]}", nameof(args)),
};
await using WebApplication app = OrchestratorHost.Build(
    args[1..],
    services => services.AddSingleton<IJournal>(
        provider => new DyingJournal(provider.GetRequiredService<SqliteJournal>(), kind, isWritten)));
await app.StartAsync(CancellationToken.None);
await app.WaitForShutdownAsync(CancellationToken.None);
