using Orchestrator.Contracts.Agents;
using Orchestrator.Contracts.Conversations;
using Orchestrator.Contracts.Identifiers;
using Orchestrator.Contracts.Sessions;
using Orchestrator.Reporting.Tests.Support;

namespace Orchestrator.Reporting.Tests.Projection;

/// <summary>Makes a history that grains could have written of any list of numbers, so that it can be made smaller.</summary>
internal sealed class RandomHistory
{
    private static readonly string[] Names = ["ann", "bob", "cid", "dee"];

    private readonly Story _story = new();
    private readonly HashSet<string> _sessions = [];
    private readonly HashSet<string> _gone = [];
    private readonly Dictionary<string, long> _epochs = [];
    private readonly HashSet<string> _registered = [];
    private readonly Dictionary<string, HashSet<string>> _groups = [];
    private readonly List<(string Id, string Conversation, string From, long Sequence, int Edits)> _messages = [];
    private readonly List<(string Message, string Conversation, string Agent)> _mail = [];
    private int _words;

    private RandomHistory()
    {
    }

    public static Story Of(IEnumerable<int> numbers)
    {
        RandomHistory history = new();
        foreach (int number in numbers) history.Step((uint)number);
        return history._story;
    }

    private void Step(uint number)
    {
        uint kind = number % 16;
        uint rest = number / 16;
        string name = Names[rest % 4];
        string other = Names[rest / 4 % 4];
        uint choice = rest / 16;
        switch (kind)
        {
            case 0:
                Session($"session{rest % 5}", choice);
                break;
            case 1:
                ChangeSession($"session{rest % 5}", choice);
                break;
            case 2:
                _epochs[name] = _epochs.GetValueOrDefault(name) + 1;
                _registered.Add(name);
                _story.Register(name, new AgentProfile { Team = other, CycleCount = (int)(choice % 3) }, epoch: _epochs[name]);
                break;
            case 3 when _registered.Contains(name):
                ChangeAgent(name, choice);
                break;
            case 4:
                Group($"group{rest % 3}", name, choice);
                break;
            case 5 when _messages.Count > 0:
                Edit((int)(rest % (uint)_messages.Count));
                break;
            case 6 when _groups.Count > 0:
                Read(name, choice);
                break;
            case 7 or 8 or 9:
                Send(name, other, choice, conversation: null);
                break;
            case 10 when _groups.Count > 0:
                SendToGroup(name, other, choice);
                break;
            default:
                Deliver(rest);
                break;
        }
    }

    private string Word() => $"word{_words++ % 7} and \"more\" {_words}";

    private void Session(string id, uint choice)
    {
        if (!_sessions.Add(id)) return;
        _story.StartSession(id, s => s with { Name = choice % 2 == 0 ? null : Word(), Capabilities = choice % 3 == 0 ? ["x"] : null });
    }

    private void ChangeSession(string id, uint choice)
    {
        if (!_sessions.Contains(id) || _gone.Contains(id)) return;
        switch (choice % 6)
        {
            case 0:
                _story.Session(id, at => new SessionUpdated { At = at, Name = Word() }, at => new SessionUpdated { At = at, Branch = "b" });
                break;
            case 1:
                _story.Session(id, at => new SessionEnded { At = at, Summary = Word() });
                break;
            case 2:
                _story.Session(id, at => new SessionTerminated { At = at, Reason = Word() });
                break;
            case 3:
                _gone.Add(id);
                _story.Session(id, at => new SessionDeleted { At = at });
                break;
            case 4:
                _story.Session(id, at => new SessionStatusChanged { At = at, From = SessionStatus.Active, To = SessionStatus.Error });
                break;
            default:
                _story.Log(id, "tick", Names[choice % 4], new { choice });
                break;
        }
    }

    private void ChangeAgent(string id, uint choice)
    {
        switch (choice % 7)
        {
            case 0:
                _story.Beat(id, to: AgentStatus.Busy);
                break;
            case 1:
                _story.Agent(id, at => new AgentUpdated { At = at, Change = new AgentProfile { CurrentTask = Word(), Pid = 7 } });
                break;
            case 2:
                _story.Agent(id, at => new AgentHeartbeatRecorded { At = at, Metrics = new Dictionary<string, double> { ["cpu"] = choice } });
                break;
            case 3:
                _story.Agent(id, at => new AgentWentOffline { At = at, From = AgentStatus.Busy });
                break;
            case 4:
                _story.Agent(id, at => new AgentStalled { At = at, Stall = new AgentStall { AgentId = AgentId.Parse(id), Epoch = 1, Since = at.AddMinutes(-1), HoldsCount = 0 } });
                break;
            case 5:
                _story.Agent(id, at => new AgentResumed { At = at, StalledSince = at.AddMinutes(-1) });
                break;
            default:
                _registered.Remove(id);
                _story.Agent(id, at => new AgentDeleted { At = at });
                break;
        }
    }

    private void Group(string id, string agent, uint choice)
    {
        if (!_groups.TryGetValue(id, out HashSet<string>? members))
        {
            _groups[id] = [agent, Names[choice % 4]];
            _story.Group(id, [.. _groups[id]]);
        }
        else if (choice % 3 == 0)
        {
            if (members.Remove(agent)) _story.Conversation(id, at => new ParticipantLeft { At = at, AgentId = AgentId.Parse(agent) });
        }
        else
        {
            members.Add(agent);
            _story.Conversation(id, at => new ParticipantJoined { At = at, AgentId = AgentId.Parse(agent), Role = $"role{choice % 2}" });
        }
    }

    private void Edit(int index)
    {
        (string id, string conversation, string _, long sequence, int edits) = _messages[index];
        _messages[index] = _messages[index] with { Edits = edits + 1 };
        _story.Conversation(conversation, at => new MessageEdited
        {
            At = at,
            Id = MessageId.Parse(id),
            Sequence = sequence,
            EditCount = edits + 1,
            Content = Json.Parse(edits % 2 == 0 ? $$"""{"edited":{{edits}}}""" : "\"edited text\""),
        });
    }

    private void Read(string agent, uint choice)
    {
        (string group, HashSet<string> members) = _groups.ElementAt((int)(choice % (uint)_groups.Count));
        long last = _messages.Count(m => m.Conversation == group);
        if (last == 0 || !members.Contains(agent)) return;
        _story.Conversation(group, at => new MessagesRead { At = at, AgentId = AgentId.Parse(agent), Sequence = 1 + (choice % last) });
    }

    private void SendToGroup(string from, string to, uint choice)
    {
        (string group, HashSet<string> members) = _groups.ElementAt((int)(choice % (uint)_groups.Count));
        if (members.Contains(from) && members.Contains(to)) Send(from, choice % 3 == 0 ? to : null, choice, group);
    }

    private void Send(string from, string? to, uint choice, string? conversation)
    {
        // Now and then an id that another message has already.
        string id = choice % 11 == 3 && _messages.Count > 0 ? _messages[^1].Id : $"m{_messages.Count}";
        string inside = conversation ?? ConversationId.Direct(AgentId.Parse(from), AgentId.Parse(to!)).Value;
        _story.Send(id, from, to, choice % 2 == 0 ? Word() : new { text = Word() }, conversation, m => m with
        {
            ResponseTo = choice % 4 == 1 && _messages.Count > 0 ? MessageId.Parse(_messages[^1].Id) : null,
            Tags = choice % 5 == 0 ? ["tag"] : null,
        });
        _messages.Add((id, inside, from, 1 + _messages.Count(m => m.Conversation == inside), 0));
        string[] recipients = to is not null ? [to] : [.. _groups[inside].Where(member => member != from)];
        foreach (string recipient in recipients) _mail.Add((id, inside, recipient));
    }

    private void Deliver(uint choice)
    {
        if (_mail.Count == 0) return;
        (string message, string conversation, string agent) = _mail[(int)(choice / 4 % (uint)_mail.Count)];
        switch (choice % 4)
        {
            case 0:
                _story.Queue(agent, conversation, message);
                break;
            case 1 or 2:
                _story.Lease(agent, TimeSpan.FromSeconds(choice % 60), message);
                break;
            default:
                _story.Acknowledge(agent, message);
                break;
        }
    }
}
