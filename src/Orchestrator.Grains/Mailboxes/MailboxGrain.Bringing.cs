using Microsoft.Extensions.Logging;
using Orchestrator.Contracts.Agents;
using Orchestrator.Contracts.Identifiers;
using Orchestrator.Contracts.Mailboxes;
using Orchestrator.Delivery;

namespace Orchestrator.Grains.Mailboxes;

/// <summary>
/// Bringing messages to an agent that does not fetch them: one at a time, leased like any other, so that a crash brings
/// it again; what fails is tried again as the message's retries say.
/// </summary>
public sealed partial class MailboxGrain
{
    // Longer than any way of delivery may take.
    private static readonly TimeSpan BringingLease = TimeSpan.FromMinutes(2);

    private readonly CancellationTokenSource _leaving = new();
    private Task _bringing = Task.CompletedTask;
    private bool _tookOver;

    private void StartBringing()
    {
        TakeOver();
        if (_bringing.IsCompleted && !_leaving.IsCancellationRequested && State.Advance(Now()).NextOutgoing() is not null)
            _bringing = BringAllAsync();
    }

    // What an earlier activation was bringing when it died is brought again, not only when the lease is over: nobody is
    // about it any more. Whether it had arrived, nobody knows.
    private void TakeOver()
    {
        if (_tookOver) return;
        _tookOver = true;
        IReadOnlyList<MessageId> abandoned = EndByClock(Now()).Abandoned();
        if (abandoned.Count == 0) return;
        const string Reason = "the host stopped while it was brought";
        Raise(new MessagesReleased { At = Now(), Messages = abandoned, Reason = Reason });
        EndByClock(Now(), $"{Reason} for the last time");
    }

    private async Task BringAllAsync()
    {
        await Task.Yield(); // the caller goes on first
        RequestContext.Clear();
        try
        {
            while (!_leaving.IsCancellationRequested && EndByClock(Now()).NextOutgoing() is { } item) await BringAsync(item);
        }
        catch (Exception error)
        {
            // The journal can't be written, or the activation ends; the clock or the sweep begins again.
            LogNotBrought(Logger, error, Id.Value);
        }
    }

    private async Task BringAsync(MailboxItem next)
    {
        DeliveryMethod method = State.MethodOf(next);
        DateTimeOffset until = Now() + BringingLease;
        Raise(new MessagesLeased { At = Now(), Messages = [next.Id], Until = until, Method = method });
        WatchClock();
        MailboxItem item = State.Find(next.Id)!;
        await CommitAsync(OpenEvents - 1);
        InboxItem filled = (await FillAsync([item]))[0];
        DeliveryEndpoints endpoints = State.Endpoints ?? new();
        if (filled.Message.Coordinates is { } own) endpoints = endpoints with { Coordinates = own };
        try
        {
            IDeliveryMethod way = methods.FirstOrDefault(m => m.Method == method)
                ?? throw new DeliveryException($"this host does not deliver by {method}", isPermanent: false);
            if (!endpoints.Has(method)) throw new DeliveryException($"agent {Id} registered no endpoint for {method}", isPermanent: false);
            await way.DeliverAsync(new(Id, item.Attempts, filled.Message, endpoints), _leaving.Token);
        }
        catch (DeliveryException failure)
        {
            await NotBroughtAsync(item.Id, method, failure);
            return;
        }

        if (method == DeliveryMethod.Gui) Raise(new CoordinatesChecked { At = Now(), MessageId = item.Id, Validation = CoordinateValidation.Valid });
        await AcknowledgeAsync(item.Id, by: null);
    }

    private async Task NotBroughtAsync(MessageId id, DeliveryMethod method, DeliveryException failure)
    {
        if (method == DeliveryMethod.Gui && failure.CoordinatesAreInvalid)
            Raise(new CoordinatesChecked { At = Now(), MessageId = id, Validation = CoordinateValidation.Invalid });
        string reason = failure.Message.Length <= 1_000 ? failure.Message : failure.Message[..1_000];
        if (failure.IsPermanent) await FailAsync(new() { MessageId = id, Reason = reason }, by: null);
        else await ReturnAsync(new() { MessageId = id, Reason = reason }, by: null);
    }

    private async Task StopBringingAsync(CancellationToken cancellationToken)
    {
        await _leaving.CancelAsync();
        await _bringing.WaitAsync(TimeSpan.FromSeconds(2), Time, cancellationToken)
            .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        if (_bringing.IsCompleted) _leaving.Dispose();
    }

    [LoggerMessage(LogLevel.Warning, "Mailbox {Agent}: bringing its messages was interrupted; it goes on later")]
    private static partial void LogNotBrought(ILogger logger, Exception error, string agent);
}
