// The real host, but for its journal: it ends the process at the first append of a kind of grain, as kill -9 does.
// The first argument says when: before-mailbox, after-mailbox, and the same of checkpoint and transaction. The
// others are the host's.
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Orchestrator.EndToEnd.DyingHost;
using Orchestrator.Host;
using Orchestrator.Journal;

if (args[0].Split('-') is not [("before" or "after") and var moment, ("mailbox" or "checkpoint" or "transaction") and var kind])
    throw new ArgumentException($"before- or after-, mailbox, checkpoint or transaction, not {args[0]}", nameof(args));
await using WebApplication app = OrchestratorHost.Build(
    args[1..],
    services => services.AddSingleton<IJournal>(
        provider => new DyingJournal(provider.GetRequiredService<SqliteJournal>(), kind, isWritten: moment == "after")));
await app.StartAsync(CancellationToken.None);
await app.WaitForShutdownAsync(CancellationToken.None);
