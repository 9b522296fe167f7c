using Microsoft.Extensions.Logging;
using Orchestrator.Contracts.Errors;
using Orchestrator.Contracts.Identifiers;
using Orchestrator.Contracts.Mailboxes;

namespace Orchestrator.Grains.Mailboxes;

/// <summary>
/// Offering shared work. A member whose mailbox found nothing is told when something comes: the members in the order in which
/// they asked, each once.
/// </summary>
public sealed partial class MailboxGrain
{
    // Who waits asks again; who has not asked for this long waits no longer, or is no member any more.
    private static readonly TimeSpan InterestTime = TimeSpan.FromMinutes(5);

    private const int OffersAtOnce = 16;
    private const int FewInterested = 64;

    private readonly LinkedList<AgentId> _interested = new();
    private readonly Dictionary<AgentId, DateTimeOffset> _interestedSince = [];
    private int _manyInterested = FewInterested;
    private int _telling;

    // For a mailbox that a group shares: tells members until the work is taken or nobody is left. Several are told at once,
    // never more than there are messages: each writes what it takes, and the disk takes the writes of all together as fast
    // as that of one.
    private void StartOffering()
    {
        while (_telling < OffersAtOnce && _interested.First is { Value: var member } place
            && State.Advance(Now()).Ready(_telling + 1).Count > _telling)
        {
            _interested.Remove(place);
            _interestedSince.Remove(member);
            _telling++;
            _ = OfferAsync(member);
        }
    }

    // Its place in the row is that of its first question; the last one tells that it still waits.
    private void NoteInterest(AgentId member)
    {
        DateTimeOffset now = Now();
        if (!_interestedSince.ContainsKey(member))
        {
            if (_interested.Count >= _manyInterested) ForgetUninterested(now);
            _interested.AddLast(member);
        }

        _interestedSince[member] = now;
    }

    // Members that come and go would be remembered for ever. Looked for only when there are twice as many as the last time.
    private void ForgetUninterested(DateTimeOffset now)
    {
        for (LinkedListNode<AgentId>? place = _interested.First; place is not null;)
        {
            LinkedListNode<AgentId>? next = place.Next;
            if (now - _interestedSince[place.Value] > InterestTime)
            {
                _interestedSince.Remove(place.Value);
                _interested.Remove(place);
            }

            place = next;
        }

        _manyInterested = Math.Max(FewInterested, 2 * _interested.Count);
    }

    private async Task OfferAsync(AgentId member)
    {
        await Task.Yield(); // the caller goes on first
        RequestContext.Clear();
        try
        {
            await GrainFactory.GetGrain<ISharedMailboxGrain>(member.Value).Offer(ConversationId.Parse(Id.Value));
        }
        catch (Exception error) when (error is OrchestratorException or OrleansException or TimeoutException or OperationCanceledException)
        {
            LogNotOffered(Logger, error, Id.Value, member.Value);
        }
        finally
        {
            _telling--;
        }

        StartOffering();
    }

    [LoggerMessage(LogLevel.Warning, "Mailbox {Group} could not offer its work to {Agent}; the next member is told")]
    private static partial void LogNotOffered(ILogger logger, Exception error, string group, string agent);
}
