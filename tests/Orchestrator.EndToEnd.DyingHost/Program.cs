// The real host, but for its journal: it ends the process at the first append of a mailbox or of a session's budget, as
// kill -9 does. The first argument says when: before-mailbox, after-mailbox, before-session-budget or after-session-budget.
// The others are the host's.
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Orchestrator.EndToEnd.DyingHost;
using Orchestrator.Host;
using Orchestrator.Journal;

(string kind, bool isWritten) = args[0] switch
{
    "before-mailbox" => ("mailbox/", false),
    "after-mailbox" => ("mailbox/", true),
    "before-session-budget" => ("budget/session:", false),
    "after-session-budget" => ("budget/session:", true),
    _ => throw new ArgumentException($"not a moment: {args[0]}", nameof(args)),
};
await using WebApplication app = OrchestratorHost.Build(
    args[1..],
    services => services.AddSingleton<IJournal>(
        provider => new DyingJournal(provider.GetRequiredService<SqliteJournal>(), kind, isWritten)));
await app.StartAsync(CancellationToken.None);
await app.WaitForShutdownAsync(CancellationToken.None);
