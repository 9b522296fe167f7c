using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Orchestrator.Contracts.Journaling;
using Orchestrator.Contracts.Mailboxes;
using Orchestrator.Journal;

namespace Orchestrator.Gateway.Inbox;

/// <summary>Waits for messages longer than one call to a grain may.</summary>
/// <param name="journal">Says where the journal stands when nothing came.</param>
/// <param name="lifetime">Ends all waits when the host stops.</param>
/// <param name="time">Measures the wait.</param>
/// <param name="options">How long one call may wait.</param>
internal sealed class LongPoll(IJournal journal, IHostApplicationLifetime lifetime, TimeProvider time, IOptions<GatewayOptions> options)
{
    private readonly TimeSpan _most = options.Value.LongestGrainWait;

    /// <summary>Leases messages, waiting for a first one; none when the time is over or the host stops.</summary>
    /// <param name="mailbox">The mailbox.</param>
    /// <param name="command">How many, and for how long.</param>
    /// <param name="wait">How long to wait at most.</param>
    /// <param name="gone">The caller's connection.</param>
    public async Task<Committed<IReadOnlyList<InboxItem>>> ReceiveAsync(
        IMailboxGrain mailbox, ReceiveMessages command, TimeSpan wait, CancellationToken gone)
    {
        if (wait == TimeSpan.Zero) return await mailbox.Receive(command, gone);
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(gone, lifetime.ApplicationStopping);
        long start = time.GetTimestamp();
        try
        {
            while (true)
            {
                TimeSpan left = wait - time.GetElapsedTime(start);
                Committed<IReadOnlyList<InboxItem>> received = await mailbox.Receive(
                    command with { Wait = Within(left) }, ended.Token);
                if (received.Value.Count > 0 || left <= _most) return received;
            }
        }
        catch (OperationCanceledException) when (!gone.IsCancellationRequested)
        {
            return new([], journal.LastPosition); // nothing was done, so it need not be the very last of all processes
        }
    }

    private TimeSpan Within(TimeSpan left) => left <= TimeSpan.Zero ? TimeSpan.Zero : left < _most ? left : _most;
}
