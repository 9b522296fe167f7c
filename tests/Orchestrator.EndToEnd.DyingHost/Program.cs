// The real host, but for its journal: it ends the process at the first append of a mailbox, as kill -9 does.
// The first argument says when: before-mailbox or after-mailbox. The others are the host's.
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Orchestrator.EndToEnd.DyingHost;
using Orchestrator.Host;
using Orchestrator.Journal;

bool isWritten = args[0] switch
{
    "before-mailbox" => false,
    "after-mailbox" => true,
    _ => throw new ArgumentException($"before-mailbox or after-mailbox, not {args[0]}", nameof(args)),
};
await using WebApplication app = OrchestratorHost.Build(
    args[1..],
    services => services.AddSingleton<IJournal>(
        provider => new DyingJournal(provider.GetRequiredService<SqliteJournal>(), isWritten)));
await app.StartAsync(CancellationToken.None);
await app.WaitForShutdownAsync(CancellationToken.None);
