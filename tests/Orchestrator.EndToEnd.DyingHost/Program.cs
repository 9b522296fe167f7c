// The real host, but for its journal: it ends the process at the first append of a kind of grain, as kill -9 does.
// The first argument says when: before or after, a hyphen and mailbox, checkpoint, transaction or session-budget. The others
// are the host's.
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Orchestrator.EndToEnd.DyingHost;
using Orchestrator.Host;
using Orchestrator.Journal;

if (args[0].Split('-', 2) is not [("before" or "after") and var moment, ("mailbox" or "checkpoint" or "transaction" or "session-budget") and var kind])
    throw new ArgumentException($"not a moment: {args[0]}", nameof(args));
string grains = kind == "session-budget" ? "budget/session:" : $"{kind}/";
await using WebApplication app = OrchestratorHost.Build(
    args[1..],
    services => services.AddSingleton<IJournal>(
        provider => new DyingJournal(provider.GetRequiredService<SqliteJournal>(), grains, isWritten: moment == "after")));
await app.StartAsync(CancellationToken.None);
await app.WaitForShutdownAsync(CancellationToken.None);
