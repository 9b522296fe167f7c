using System.Diagnostics;
using System.Text.Json;
using Orchestrator.Contracts.Agents;
using Orchestrator.Contracts.Conversations;
using Orchestrator.Contracts.Errors;
using Orchestrator.Contracts.Groups;
using Orchestrator.Contracts.Identifiers;
using Orchestrator.Contracts.Mailboxes;
using Orchestrator.Grains.Tests.Cluster;

namespace Orchestrator.Grains.Tests.Delivery;

/// <summary>Carries out operations on a cluster and compares each answer with what the books say.</summary>
internal sealed class Fleet : IAsyncDisposable
{
    private const short Silos = 2;
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(100);

    private readonly long[] _epochs = new long[Targets.Agents];
    private readonly List<(int Agent, string Box, MessageId Id)> _handed = [];
    private readonly SemaphoreSlim _clock = new(1);
    private readonly SemaphoreSlim _following = new(1);
    private OrchestratorCluster _cluster;
    private readonly Checker _checker = new();
    private int _sent;

    // Operations that run at the same time may come in any order, and those a kill met may have happened or not.
    private bool _loose;
    private bool _disturbed;

    private Fleet(OrchestratorCluster cluster) => _cluster = cluster;

    private DateTimeOffset Now => _cluster.Time.GetUtcNow();

    public static async Task<Fleet> StartAsync()
    {
        var fleet = new Fleet(await OrchestratorCluster.StartAsync(Silos));
        for (int agent = 0; agent < Targets.Agents; agent++) await fleet.RegisterAsync(agent, agent);
        for (int number = 0; number < 2; number++)
        {
            IEnumerable<AgentId> all = Enumerable.Range(0, Targets.Agents).Select(Targets.Agent);
            await fleet._cluster.Conversation(Targets.Conversation(number)).Create(
                new() { Title = "t", Participants = [.. all.Select(agent => new JoinConversation { AgentId = agent })] });
        }

        await fleet.FollowAsync();
        return fleet;
    }

    public async Task RunAsync(Operation operation)
    {
        if (operation is Together together)
        {
            _loose = true;
            _disturbed = together is { First: KillSilo or Deactivate } or { Second: KillSilo or Deactivate } or { Third: KillSilo or Deactivate };
            Operation[] all = [together.First, together.Second, .. together.Third is { } third ? [third] : Array.Empty<Operation>()];
            await Task.WhenAll(all.Select(DoAsync));
            await FollowAsync();
            CheckHolders();
            (_loose, _disturbed) = (false, false);
        }
        else
        {
            await DoAsync(operation);
            await FollowAsync();
            CheckHolders();
        }
    }

    /// <summary>Goes on until everything is done: no message may be left.</summary>
    public async Task DrainAsync()
    {
        for (int agent = 0; agent < Targets.Agents; agent++) await RegisterAsync(agent, agent);
        await SettleAsync();
        var watch = Stopwatch.StartNew();
        for (int round = 0; _checker.Boxes.Values.Any(box => box.Copies.Values.Any(copy => copy.End is null)); round++)
        {
            Assert.True(round < 200 && watch.Elapsed < TimeSpan.FromMinutes(1), $"after {round} rounds not done: {string.Join("; ", Open())}");
            int received = 0;
            for (int agent = 0; agent < Targets.Agents; agent++)
            {
                var all = new ReceiveMessages { Max = 100, Epoch = _epochs[agent] };
                foreach (InboxItem item in (await InsistAsync(() => Mailbox(agent).Receive(all))).Value)
                {
                    received++;
                    await InsistAsync(() => Mailbox(agent).Acknowledge(new() { MessageId = item.MessageId, Epoch = _epochs[agent] }));
                }
            }

            await PassAsync(received > 0 ? TimeSpan.FromSeconds(6) : TimeSpan.FromMinutes(Math.Min(1 << Math.Min(round, 10), 240)));
            await FollowAsync();
        }

        await PassAsync(TimeSpan.FromHours(1)); // all deadlines
        await SettleAsync();
        foreach (Box box in _checker.Boxes.Values)
            Assert.DoesNotContain(box.Requests.Values, request => request.Status == ResponseStatus.Pending);
    }

    public async ValueTask DisposeAsync()
    {
        await _cluster.DisposeAsync();
        _clock.Dispose();
        _following.Dispose();
    }

    // A grain that is not there in time, since the clock jumped, is told of by a cancellation.
    private static bool IsTransient(Exception error) =>
        error is UnavailableException or OrleansException or TimeoutException or OperationCanceledException;

    private IEnumerable<string> Open() => _checker.Boxes.SelectMany(
        box => box.Value.Copies.Values.Where(copy => copy.End is null).Select(copy => $"{box.Key}: {copy}"));

    private IMailboxGrain Mailbox(int agent) => _cluster.Mailbox(Targets.Agent(agent).Value);

    private Task DoAsync(Operation operation) => operation switch
    {
        Send send => SendAsync(send),
        Receive receive => ReceiveAsync(receive),
        Acknowledge done => EndAsync(done, done.Agent, done.Pick, done.Incarnation, Acknowledged),
        GiveBack back => EndAsync(back, back.Agent, back.Pick, back.Incarnation, Returned),
        Fail failed => EndAsync(failed, failed.Agent, failed.Pick, failed.Incarnation, Failed),
        Answer answer => AnswerAsync(answer),
        Requeue requeue => RequeueAsync(requeue.Pick),
        Register register => RegisterAsync(register.Agent, register.Team),
        MoveTo move => MoveAsync(move),
        GoOffline gone => TellAsync(() => Agent(gone.Agent).Update(new() { Status = AgentStatus.Offline })),
        Beat beat => TellAsync(() => Agent(beat.Agent).Heartbeat(new())),
        Pass pass => PassAsync(TimeSpan.FromSeconds(pass.Seconds)),
        KillSilo kill => KillAsync(kill.Silo),
        Restart restart => _loose ? Task.CompletedTask : RestartAsync(restart.Killed),
        Deactivate deactivate => DeactivateAsync(deactivate.Grain),
        Settle => _loose ? Task.CompletedTask : SettleAsync(),
        _ => throw new InvalidOperationException($"{operation} is not known"),
    };

    private IAgentGrain Agent(int agent) => _cluster.Agent(Targets.Agent(agent).Value);

    private async Task SendAsync(Send send)
    {
        AgentId from = Targets.Agent(send.From);
        (string conversation, Recipients? to, bool direct) = Targets.Of(from, send.Target);
        await SendAsync(conversation, direct, new SendMessage
        {
            From = from,
            To = to,
            Content = JsonSerializer.SerializeToElement("work"),
            Priority = send.Priority,
            MaxRetries = send.MaxRetries,
            ExpiresAt = send.ExpiresIn is { } expires ? Now.AddSeconds(expires) : null,
            ResponseWithinSeconds = send.AnswerIn,
        });
    }

    // Again with the same id until it is known to be on disk.
    private async Task SendAsync(string conversation, bool direct, SendMessage message)
    {
        message = message with { Id = MessageId.Parse($"m{Interlocked.Increment(ref _sent)}") };
        HashSet<string>? expected = _loose ? null : Expected(message);
        IConversationGrain grain = _cluster.Conversation(conversation);
        try
        {
            await InsistAsync(() => direct ? grain.SendDirect(message) : grain.Send(message));
        }
        catch (ConflictException error) when (error.Code == "no-recipients")
        {
            Assert.True(expected is null or { Count: 0 }, $"{message.To} has members: {error.Message}");
            return;
        }

        await FollowAsync();
        Assert.True(_checker.Sent.TryGetValue(message.Id!.Value, out SentMessage? sent), $"{message.Id} was acknowledged, but is not in the journal");
        if (expected is not null)
            Assert.True(expected.SetEquals(sent.Boxes), $"{message.Id} to {message.To} is for {string.Join(", ", sent.Boxes)}, not {string.Join(", ", expected)}");
    }

    private HashSet<string> Expected(SendMessage message)
    {
        if (message.To is { Group: { } group })
        {
            if (message.To.AnyOf) return [group.ConversationId.Value];
            return [.. Others(message.From).Where(agent => IsIn(agent, group)).Select(agent => Targets.Agent(agent).Value)];
        }

        return message.To is { } named
            ? [.. named.Agents.Select(agent => agent.Value)]
            : [.. Others(message.From).Select(agent => Targets.Agent(agent).Value)];
    }

    private bool IsIn(int agent, AgentGroup team) => _checker.Teams.GetValueOrDefault(Targets.Agent(agent)) == team.Name;

    private static IEnumerable<int> Others(AgentId from) => Enumerable.Range(0, Targets.Agents).Where(agent => Targets.Agent(agent) != from);

    private async Task ReceiveAsync(Receive receive)
    {
        int agent = receive.Agent;
        bool stale = IsStale(agent, receive.Incarnation);
        long? epoch = EpochOf(agent, receive.Incarnation);
        Box own = _checker.BoxOf(Targets.Agent(agent).Value);
        await FollowAsync();
        DateTimeOffset at = Now;
        int ready = own.Ready(at).Count;
        IReadOnlyList<InboxItem> items;
        try
        {
            var command = new ReceiveMessages
            {
                Max = receive.Max,
                Lease = TimeSpan.FromSeconds(receive.Lease),
                Epoch = epoch,
                Wait = TimeSpan.FromSeconds(receive.Wait),
            };
            items = (await CallAsync(() => Mailbox(agent).Receive(command))).Value;
        }
        catch (ConflictException error) when (error.Code == "stale-incarnation")
        {
            Assert.True(stale || _loose, $"{receive}: {error.Message}");
            return;
        }
        catch (Exception error) when (IsTransient(error))
        {
            return;
        }

        Assert.False(stale, $"{receive}: incarnation {epoch} of {Targets.Agent(agent)} was served, though {_epochs[agent]} is the present one");
        await FollowAsync();
        Assert.True(items.Count <= receive.Max, $"{receive} got {items.Count} messages");
        if (!_loose && Now == at) Assert.True(items.Count >= Math.Min(ready, receive.Max), $"{receive} got {items.Count} messages of {ready}");
        foreach (InboxItem item in items) Note(agent, item, epoch);
    }

    private void Note(int agent, InboxItem item, long? epoch)
    {
        lock (_handed)
        {
            string[] boxes = [Targets.Agent(agent).Value, .. Enumerable.Range(0, Targets.Teams).Select(team => Targets.Team(team).ConversationId.Value)];
            string? name = boxes.FirstOrDefault(box => HandOutOf(box, item) is not null);
            Assert.True(name is not null, $"{Targets.Agent(agent)} was handed {item.MessageId}, attempt {item.Attempt} until {item.LeaseExpiresAt:O}, which no mailbox wrote down");
            HandOut handOut = HandOutOf(name, item)!;
            Assert.False(handOut.Answered, $"{item.MessageId}, attempt {item.Attempt}, was handed out twice");
            handOut.Answered = true;
            if (handOut.By is { } by) Assert.Equal(Targets.Agent(agent), by);
            if (epoch is not null) Assert.Equal(epoch, handOut.Epoch);
            Assert.Equal(item.Message.Sequence, _checker.Boxes[name].Copies[item.MessageId].Sequence);
            _handed.Add((agent, name, item.MessageId));
        }
    }

    private HandOut? HandOutOf(string box, InboxItem item)
    {
        if (!_checker.BoxOf(box).Copies.TryGetValue(item.MessageId, out Copy? copy)) return null;
        HandOut? newest = copy.HandOuts.ElementAtOrDefault(item.Attempt - 1);
        if (newest?.Until == item.LeaseExpiresAt && !newest.Answered) return newest;
        return copy.Earlier.LastOrDefault(one => one.Until == item.LeaseExpiresAt && !one.Answered) ?? (newest?.Until == item.LeaseExpiresAt ? newest : null);
    }

    private static (DeliveryStatus? Status, string? Code) Acknowledged(Copy copy, DateTimeOffset at) => copy.End switch
    {
        DeliveryStatus.Expired => (null, "not-found"),
        _ => (DeliveryStatus.Acknowledged, null),
    };

    private static (DeliveryStatus? Status, string? Code) Returned(Copy copy, DateTimeOffset at) => copy switch
    {
        { End: { } end } => copy.IsDead ? (end, null) : (null, "not-found"),
        { Held: { } until, IsLease: false } when until > at => (DeliveryStatus.Queued, null),
        { IsExhausted: true } => (DeliveryStatus.DeadLettered, null),
        _ => copy.IsLeased(at) ? (DeliveryStatus.Queued, null) : (null, "conflict"),
    };

    private static (DeliveryStatus? Status, string? Code) Failed(Copy copy, DateTimeOffset at) => copy.End switch
    {
        DeliveryStatus.Expired or DeliveryStatus.Acknowledged => (null, "not-found"),
        { } end => (end, null),
        null => (DeliveryStatus.Failed, null),
    };

    // Acknowledging, giving back and failing have the same rules about who may.
    private async Task EndAsync(
        Operation operation, int agent, int pick, Incarnation incarnation, Func<Copy, DateTimeOffset, (DeliveryStatus?, string?)> rule)
    {
        (string Box, MessageId Id)[] choice;
        lock (_handed)
        {
            choice = [.. _handed.Where(h => h.Agent == agent || (h.Box[0] == 't' && pick % 5 == 0)).Select(h => (h.Box, h.Id)).Reverse()];
        }

        if (choice.Length == 0) return;
        (string name, MessageId id) = choice[pick % choice.Length];
        bool stale = IsStale(agent, incarnation);
        long? epoch = EpochOf(agent, incarnation);
        await FollowAsync();
        Copy copy = _checker.Boxes[name].Copies[id];
        string before = copy.ToString();
        int changes = copy.Changes;
        AgentId self = Targets.Agent(agent);
        bool own = name == self.Value;
        bool member = own || _checker.Teams.GetValueOrDefault(self) == name["team:".Length..];

        // A clock that has something to do may do it just now, and what was drawn for a receiver that had gone goes back.
        DateTimeOffset at = Now;
        bool unsure = _loose || copy.IsOver(at) || !member || (copy.End is null && copy.IsExhausted && !copy.IsHeld(at));
        bool others = !own && copy.End is null && copy.IsLeased(at) && copy.HandOuts[^1].By != self;
        (DeliveryStatus? status, string? code) = others ? (null, "lease-lost") : rule(copy, at);
        try
        {
            DeliveryView view = (await CallAsync(() => operation switch
            {
                GiveBack back => Mailbox(agent).Return(new()
                {
                    MessageId = id,
                    Epoch = epoch,
                    Delay = back.Delay is { } delay ? TimeSpan.FromSeconds(delay) : null,
                }),
                Fail => Mailbox(agent).Fail(new() { MessageId = id, Epoch = epoch, Reason = "no" }),
                _ => Mailbox(agent).Acknowledge(new() { MessageId = id, Epoch = epoch }),
            })).Value;
            Assert.False(stale, $"incarnation {epoch} of {self} was heard, though {_epochs[agent]} is the present one: {view}");
            await FollowAsync();
            if (!unsure && Now == at && copy.Changes <= changes + 1) Assert.True(view.Status == status, $"{operation} of {before} by {self}: {view}, not {status} {code}");
            if (view.Status == DeliveryStatus.Acknowledged) Assert.Equal(DeliveryStatus.Acknowledged, copy.End);
        }
        catch (OrchestratorException error) when (error is not UnavailableException)
        {
            await FollowAsync();
            if (error.Code == "stale-incarnation") Assert.True(stale || _loose, error.Message);
            else if (!unsure && Now == at && copy.Changes == changes) Assert.True(error.Code == code, $"{operation} of {before} by {self}: {error.Code} {error.Message}, not {status} {code}");
            else Assert.True(error.Code is "not-found" or "conflict" or "lease-lost", error.ToString());
        }
        catch (Exception error) when (IsTransient(error))
        {
            // It may have happened or not; the journal tells.
        }
    }

    private async Task AnswerAsync(Answer answer)
    {
        MessageId[] choice;
        lock (_handed) choice = [.. _handed.Where(h => h.Agent == answer.Agent).Select(h => h.Id).Reverse()];
        if (choice.Length == 0) return;
        MessageSent asked = _checker.Sent[choice[answer.Pick % choice.Length]].Message;
        AgentId from = Targets.Agent(answer.Agent);
        await SendAsync(ConversationId.Of(from, asked.From).Value, direct: true, new SendMessage
        {
            From = from,
            To = asked.From,
            ResponseTo = asked.Id,
            Content = JsonSerializer.SerializeToElement("answer"),
        });
    }

    private async Task RequeueAsync(int pick)
    {
        await FollowAsync();
        (string Name, Copy Copy)[] dead =
            [.. _checker.Boxes.SelectMany(box => box.Value.Copies.Values.Where(copy => copy.IsDead).Select(copy => (box.Key, copy)))];
        if (dead.Length == 0) return;
        (string name, Copy chosen) = dead[pick % dead.Length];
        try
        {
            DeliveryView view = (await CallAsync(() => _cluster.Mailbox(name).Requeue(chosen.Id))).Value;
            Assert.Equal(DeliveryStatus.Queued, view.Status);
            await FollowAsync();
        }
        catch (NotFoundException) when (_loose)
        {
            // Someone was faster.
        }
        catch (Exception error) when (IsTransient(error))
        {
            // It may have happened or not; the journal tells.
        }
    }

    private async Task RegisterAsync(int agent, int team)
    {
        long epoch = (await InsistAsync(() => Agent(agent).Register(Targets.Registration(agent, team)))).Value.Epoch;
        lock (_handed)
        {
            _epochs[agent] = Math.Max(epoch, _epochs[agent]); // another may have come at the same time
        }
    }

    private async Task MoveAsync(MoveTo move) =>
        await InsistAsync(() => Agent(move.Agent).Update(new() { Team = Targets.Team(move.Team).Name }));

    private async Task TellAsync(Func<Task> tell)
    {
        try
        {
            await CallAsync(tell);
        }
        catch (Exception error) when (IsTransient(error))
        {
            // It may have happened or not; the journal tells.
        }
    }

    private async Task PassAsync(TimeSpan time)
    {
        await _clock.WaitAsync();
        try
        {
            _cluster.Time.Advance(time);
        }
        finally
        {
            _clock.Release();
        }
    }

    private async Task KillAsync(int silo)
    {
#if ORLEANS
        // The first silo has the list of all silos in its memory, and a death is found out after minutes; see SessionGrainTests.
        await Task.CompletedTask;
#else
        await _cluster.KillAsync(_cluster.Cluster.Silos[silo % _cluster.Cluster.Silos.Count]);
        await _cluster.Cluster.StartAdditionalSiloAsync();
#endif
    }

    private async Task RestartAsync(bool killed)
    {
        await FollowAsync();
        _cluster = killed ? await _cluster.KillAndRestartAsync(Silos) : await _cluster.RestartAsync(Silos);
    }

    private async Task DeactivateAsync(int grain)
    {
#if ORLEANS
        await Task.CompletedTask;
#else
        IAddressable chosen = (grain % 4) switch
        {
            0 => Mailbox(grain / 4),
            1 => _cluster.Mailbox(Targets.Team(grain / 4).ConversationId.Value),
            2 => Agent(grain / 4),
            _ => _cluster.Conversation(Targets.Of(Targets.Agent(grain), grain / 4 % Targets.Count).Conversation),
        };
        await CallAsync(() => _cluster.Cluster.DeactivateAsync(chosen));
#endif
    }

    // What the host's sweeps do; after it nothing is on its way any more.
    private async Task SettleAsync()
    {
        await FollowAsync();
        for (int agent = 0; agent < Targets.Agents; agent++)
        {
            int one = agent;
            await InsistAsync(async () =>
            {
                await Agent(one).Settle();
                return true;
            });
        }

        foreach (ConversationId conversation in _checker.Sent.Values.Select(sent => sent.Conversation).Distinct().ToArray())
        {
            await InsistAsync(async () =>
            {
                await _cluster.Conversation(conversation.Value).Dispatch();
                return true;
            });
        }

        await FollowAsync();
        foreach (SentMessage sent in _checker.Sent.Values)
        {
            foreach (string box in sent.Boxes)
                Assert.True(_checker.BoxOf(box).Copies.ContainsKey(sent.Message.Id), $"{sent.Message.Id} never reached mailbox {box}");
            if (sent.Message.ResponseDeadline is not null)
                Assert.True(_checker.BoxOf(sent.Message.From.Value).Requests.ContainsKey(sent.Message.Id), $"nobody waits for the answer to {sent.Message.Id}");
        }

        foreach ((string name, Box box) in _checker.Boxes.ToArray())
        {
            MailboxSummary summary = await InsistAsync(async () =>
            {
                await _cluster.Mailbox(name).Tend();
                return await _cluster.Mailbox(name).GetSummary();
            });
            await FollowAsync();
            Assert.Equal(box.Summarize(Now), summary with { OldestQueuedAt = null });
        }
    }

    // When a registration was answered, nothing is in the hands of the incarnations before it.
    private void CheckHolders()
    {
        if (_disturbed) return;
        foreach ((string name, Box box) in _checker.Boxes)
        {
            foreach (Copy copy in box.Copies.Values.Where(copy => copy.End is null && copy.IsLeased(Now)))
            {
                AgentId holder = copy.HandOuts[^1].By ?? AgentId.Parse(name);
                Assert.False(
                    copy.HandOuts[^1].Epoch < _epochs[int.Parse(holder.Value.AsSpan(1))],
                    $"mailbox {name}: {copy} is in the hands of incarnation {copy.HandOuts[^1].Epoch} of {holder}, which is over");
            }
        }
    }

    private bool IsStale(int agent, Incarnation incarnation) => incarnation == Incarnation.Past && _epochs[agent] > 1;

    private long? EpochOf(int agent, Incarnation incarnation) => incarnation switch
    {
        Incarnation.Unsaid => null,
        Incarnation.Past => Math.Max(1, _epochs[agent] - 1),
        _ => _epochs[agent],
    };

    private async Task FollowAsync()
    {
        await _following.WaitAsync();
        try
        {
            await _checker.FollowAsync(_cluster.Journal);
        }
        finally
        {
            _following.Release();
        }
    }

    private async Task<T> InsistAsync<T>(Func<Task<T>> call)
    {
        for (int attempt = 0; ; attempt++)
        {
            try
            {
                return await CallAsync(call);
            }
            catch (Exception error) when (IsTransient(error) && attempt < 200)
            {
                // Nobody may be there for a moment: all silos were killed at the same time.
                await Task.Delay(Patience, TimeProvider.System, CancellationToken.None);
                await PassAsync(Step);
            }
        }
    }

    private async Task CallAsync(Func<Task> call) => await CallAsync(async () =>
    {
        await call();
        return true;
    });

    // What waits for a time that stands still, such as for a next try, is helped on.
    private async Task<T> CallAsync<T>(Func<Task<T>> call)
    {
        Task<T> running = call();
        var watch = Stopwatch.StartNew();
        while (await Task.WhenAny(running, Task.Delay(Patience, TimeProvider.System, CancellationToken.None)) != running)
        {
            Assert.True(watch.Elapsed < TimeSpan.FromSeconds(60), "a call was never answered");
            await PassAsync(Step);
        }

        return await running;
    }
}
