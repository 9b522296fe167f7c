using Generated;
using Generated.Models;
using Microsoft.Kiota.Abstractions;
using Microsoft.Kiota.Abstractions.Authentication;
using Microsoft.Kiota.Abstractions.Serialization;
using Microsoft.Kiota.Http.HttpClientLibrary;

// Does with the generated client what an agent does: a session, two agents, a message and a task from one end to the other.
var adapter = new HttpClientRequestAdapter(new AnonymousAuthenticationProvider()) { BaseUrl = args[0] };
var api = new OrchestratorApi(adapter).Api.V1;
string run = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds().ToString();

SessionView session = (await api.Sessions.PostAsync(new CreateSession { Id = $"generated-{run}", Name = "Generated", Status = SessionStatus.Active }))!;
Check("a session is created under the id asked for", session.Id == $"generated-{run}" && session.Status == SessionStatus.Active);
AgentView agent = (await api.Agents.PostAsync(new RegisterAgent { Id = $"gen-a-{run}", Name = "A", SessionId = session.Id, Capabilities = ["csharp"] }))!;
await api.Agents.PostAsync(new RegisterAgent { Id = $"gen-b-{run}", Name = "B", SessionId = session.Id });
Check("an agent belongs to its session", agent.SessionId == session.Id && agent.Epoch == 1);

MessageView sent = (await api.Messages.PostAsync(new SendMessage
{
    From = agent.Id,
    To = new SendMessage.SendMessage_to { String = [$"gen-b-{run}"] },
    Content = new UntypedString("hello"),
    Priority = 3,
}))!;
ItemsOfInboxItem inbox = (await api.Agents[$"gen-b-{run}"].Inbox.GetAsync(request => request.QueryParameters.Max = 1))!;
Check("a message arrives", inbox.Items is [{ MessageId: { } received }] && received == sent.Id);
await api.Agents[$"gen-b-{run}"].Inbox[sent.Id!].Ack.PostAsync();

await api.Tasks.PostAsync(new CreateTask { Id = $"gen-t-{run}", Title = "Generate", SessionId = session.Id });
TaskView? claimed = await api.TasksClaimNext.PostAsync(new ClaimNextTask { AgentId = agent.Id, SessionId = session.Id });
Check("a task is claimed", claimed is { Assignee: { } assignee } && assignee == agent.Id);
await api.Tasks[claimed!.Id!].Complete.PostAsync(new WorkOnTask { AgentId = agent.Id });

try
{
    await api.Sessions[$"nobody-{run}"].GetAsync();
    Check("what is not there is refused", false);
}
catch (Problem problem)
{
    Check("a refusal has its code", problem is { Code: "not-found", Status: 404 });
}

static void Check(string what, bool isSo)
{
    Console.WriteLine($"{(isSo ? "ok" : "FAILED")}: {what}");
    if (!isSo) Environment.Exit(1);
}
