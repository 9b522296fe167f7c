using System.Text.Json;
using Orchestrator.Crash.Lab.History;

namespace Orchestrator.Crash.Lab.Workload;

/// <summary>
/// One agent: does one thing after the other, chosen by its seed. What it holds it remembers over the host's crashes; what it
/// does not know the outcome of it asks again later, if it has a key.
/// </summary>
internal sealed class LabAgent(int number, int agents, Random random, RoundHistory history)
{
    private const int Paths = 6;

    private readonly Requests _requests = new(Name(number), random, history);
    private readonly List<string> _inHands = [];
    private readonly List<string> _tasks = [];
    private readonly List<string> _leases = [];
    private readonly List<Operation> _doubtful = [];
    private readonly List<Operation> _answered = [];
    private bool _isRegistered;

    /// <summary>The keyed operations whose outcome it does not know.</summary>
    public IReadOnlyList<Operation> Doubtful => _doubtful;

    /// <summary>The keyed operations that were answered.</summary>
    public IReadOnlyList<Operation> Answered => _answered;

    public static string Name(int number) => $"agent-{number}";

    /// <summary>Works until it is told to stop.</summary>
    /// <param name="client">The way to the host.</param>
    /// <param name="stop">Ends it after the operation under way.</param>
    public async Task WorkAsync(LabClient client, CancellationToken stop)
    {
        while (!_isRegistered && !stop.IsCancellationRequested && !client.IsCutOff) await RegisterAsync(client);
        await AskAgainAsync(client, all: false, stop);
        while (!stop.IsCancellationRequested && !client.IsCutOff)
        {
            await StepAsync(client, stop);
            await Task.Delay(TimeSpan.FromMilliseconds(random.Next(1, 9)), TimeProvider.System, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Registers, which frees all that the agent had taken.</summary>
    public async Task RegisterAsync(LabClient client)
    {
        Operation registration = await DoAsync(client, _requests.Register());
        if (registration.Outcome == Outcome.Acknowledged)
        {
            _isRegistered = true;
            _inHands.Clear();
            _tasks.Clear();
            _leases.Clear();
        }

        if (!history.Operations.Any(operation => operation.Kind == OperationKind.CreateSession && operation.Agent == Name(number) && operation.Outcome == Outcome.Acknowledged))
            await DoAsync(client, _requests.CreateSession());
    }

    /// <summary>Sends doubtful operations again under their keys, and some that were answered.</summary>
    public async Task AskAgainAsync(LabClient client, bool all, CancellationToken stop)
    {
        foreach (Operation operation in _doubtful.ToArray())
        {
            if (stop.IsCancellationRequested || client.IsCutOff) return;
            if (!all && random.Next(2) == 0) continue;
            await client.SendAsync(operation);
            if (operation.Outcome == Outcome.Unknown) continue;
            _doubtful.Remove(operation);
            Learn(operation);
        }

        foreach (Operation operation in _answered.TakeLast(200).Where(_ => random.Next(all ? 3 : 12) == 0).ToArray())
        {
            if (stop.IsCancellationRequested || client.IsCutOff) return;
            await client.RepeatAsync(operation);
        }
    }

    /// <summary>Takes and acknowledges all that waits.</summary>
    public async Task DrainAsync(LabClient client)
    {
        for (int empty = 0; empty < 2;)
        {
            Operation receive = await DoAsync(client, _requests.Receive());
            empty = _inHands.Count == 0 ? empty + 1 : 0;
            if (receive.Outcome != Outcome.Acknowledged) return;
            foreach (string message in _inHands.ToArray()) await DoAsync(client, _requests.Acknowledge(message));
            _inHands.Clear();
        }
    }

    private async Task StepAsync(LabClient client, CancellationToken stop)
    {
        switch (random.Next(100))
        {
            case < 36:
                await DoAsync(client, _requests.Send(Recipient()));
                break;
            case < 58:
                await ReceiveAsync(client, stop);
                break;
            case < 66:
                await DoAsync(client, _requests.CreateTask());
                break;
            case < 76:
                await WorkOnTasksAsync(client);
                break;
            case < 83:
                await WorkOnFilesAsync(client);
                break;
            case < 86:
                await DoAsync(client, _requests.TakeCheckpoint());
                break;
            case < 90:
                await DoAsync(client, _requests.Transact(Other()));
                break;
            case < 95:
                await DoAsync(client, _requests.UpdateSession());
                break;
            case < 98:
                await DoAsync(client, _requests.ReportUsage());
                break;
            case < 99:
                await DoAsync(client, _requests.Heartbeat());
                break;
            default:
                await RegisterAsync(client);
                break;
        }
    }

    private async Task ReceiveAsync(LabClient client, CancellationToken stop)
    {
        await DoAsync(client, _requests.Receive());
        foreach (string message in _inHands.ToArray())
        {
            if (stop.IsCancellationRequested || client.IsCutOff) return;
            Operation? done = random.Next(20) switch
            {
                < 13 => await DoAsync(client, _requests.Acknowledge(message)),
                < 16 => await DoAsync(client, _requests.Return(message)),
                < 17 => await DoAsync(client, _requests.Fail(message)),
                _ => null, // keeps it for later
            };
            if (done is not null) _inHands.Remove(message);
        }
    }

    private async Task WorkOnTasksAsync(LabClient client)
    {
        if (_tasks.Count == 0 || random.Next(3) == 0)
        {
            await DoAsync(client, _requests.ClaimTask());
            return;
        }

        string task = _tasks[random.Next(_tasks.Count)];
        _tasks.Remove(task);
        await DoAsync(client, random.Next(4) == 0 ? _requests.ReleaseTask(task) : _requests.CompleteTask(task));
    }

    private async Task WorkOnFilesAsync(LabClient client)
    {
        if (_leases.Count == 0 || random.Next(2) == 0)
        {
            string pattern = random.Next(8) == 0 ? "*" : $"f{random.Next(Paths)}";
            await DoAsync(client, _requests.ReserveFiles(pattern, random.Next(4) == 0 ? "shared" : "exclusive"));
            return;
        }

        string lease = _leases[random.Next(_leases.Count)];
        _leases.Remove(lease);
        await DoAsync(client, _requests.ReleaseFiles(lease));
    }

    private async Task<Operation> DoAsync(LabClient client, Operation operation)
    {
        await client.SendAsync(operation);
        if (operation.Outcome != Outcome.Unknown) Learn(operation);
        else if (operation.Key is not null) _doubtful.Add(operation);
        return operation;
    }

    private void Learn(Operation operation)
    {
        if (operation.Outcome != Outcome.Acknowledged) return;

        // What changed nothing is not remembered: repeated, it may find something to do.
        if (operation is { Key: not null, Kind: not OperationKind.Heartbeat, Status: not 204 }) _answered.Add(operation);
        switch (operation.Kind)
        {
            case OperationKind.Receive:
                foreach (JsonElement item in operation.Json().GetProperty("items").EnumerateArray()) Take(item);
                break;
            case OperationKind.ClaimTask when operation.Status == 200:
                _tasks.Add(operation.Json().GetProperty("id").GetString()!);
                break;
            case OperationKind.ReserveFiles:
                _leases.Add(operation.Json().GetProperty("id").GetString()!);
                break;
        }
    }

    private void Take(JsonElement item)
    {
        JsonElement message = item.GetProperty("message");
        string id = item.GetProperty("messageId").GetString()!;
        JsonElement to = message.GetProperty("to");
        history.Add(new Receipt(
            Name(number),
            id,
            message.GetProperty("conversationId").GetString()!,
            message.GetProperty("sequence").GetInt64(),
            item.GetProperty("attempt").GetInt32(),
            to.ToString(),
            history.Now));
        _inHands.Add(id);
    }

    private object Recipient() => random.Next(10) switch
    {
        0 => "team:red",
        1 => "department:lab",
        2 or 3 => "any-of:team:red",
        4 => Enumerable.Range(0, agents).Where(other => other != number).Select(Name).Take(2).ToArray(),
        _ => Other(),
    };

    private string Other() => Name((number + random.Next(1, agents)) % agents);
}
