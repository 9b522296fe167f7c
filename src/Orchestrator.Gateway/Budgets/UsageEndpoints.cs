using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Orchestrator.Contracts.Budgets;
using Orchestrator.Contracts.Identifiers;
using Orchestrator.Contracts.Journaling;
using Orchestrator.Contracts.Queries;
using Orchestrator.Gateway.Answers;
using Orchestrator.Gateway.Requests;
using Orchestrator.Reporting.Budgets;

namespace Orchestrator.Gateway.Budgets;

/// <summary>What agents used of models, over HTTP.</summary>
internal static class UsageEndpoints
{
    private const string DayAndModel = "day,model";

    private static readonly QueryParameter<AgentId?> Agent = Parameters.Id<AgentId>("agentId", "Only what this agent used.");
    private static readonly QueryParameter<SessionId?> Session = Parameters.Id<SessionId>("sessionId", "Only what was used for this session.");
    private static readonly QueryParameter<TaskId?> Task = Parameters.Id<TaskId>("taskId", "Only what was used for this task.");
    private static readonly QueryParameter<string?> Department = Parameters.Text("department", "Only what was used for this department, as the reports name it.", BudgetScope.MaxLength);
    private static readonly QueryParameter<string?> Model = Parameters.Text("model", "Only what was used of this model.", 100);
    private static readonly QueryParameter<int> Days = Parameters.Integer("days", "Of how many days: today, UTC, and those before.", 1, UsageQueries.MaxDays, 30);
    private static readonly QueryParameter<string?> By = Parameters.Text(
        "by", $"What the rows tell apart: day, model, agent, session, task, department, with commas between; {DayAndModel} when absent.", 100);

    /// <summary>Maps the endpoints.</summary>
    public static void MapUsage(this IEndpointRouteBuilder api)
    {
        RouteGroupBuilder all = api.MapGroup("/usage").WithTags("budgets");
        all.MapPost("", Report).IsCommand("reportUsage", "Reports what an agent used of a model; answers with the agent's budget");
        all.MapGet("", List).IsQuery("listUsage", "Lists reports of use, newest first", [Agent, Session, Task, Department, Model, .. Paging.All]);
        all.MapGet("/report", Sum).IsQuery(
            "getUsageReport", "Sums tokens and cost by day and model, or by what is asked for", [Days, By, Agent, Session, Task, Department, Model]);
    }

    private static async Task<Created<UsageView>> Report(Body<ReportUsage> body, IGrainFactory grains)
    {
        ReportUsage command = body.Value;
        command.Validate();
        Committed<UsageView> reported = await grains.GetGrain<IBudgetGrain>(BudgetScope.Of(command.AgentId).Key).Report(command);
        return new($"/api/v1/usage?agentId={Uri.EscapeDataString(command.AgentId.Value)}", reported);
    }

    private static async Task<Answer<Page<UsageView>>> List(HttpRequest request, UsageQueries usage, CancellationToken cancellationToken) =>
        new(await usage.ListAsync(Filter(request), Paging.Read(request), cancellationToken));

    private static async Task<Answer<Items<UsageReportRow>>> Sum(HttpRequest request, UsageQueries usage, CancellationToken cancellationToken) =>
        new(new(await usage.ReportAsync(Days.Read(request), By.Read(request) ?? DayAndModel, Filter(request), cancellationToken)));

    private static UsageFilter Filter(HttpRequest request) => new()
    {
        AgentId = Agent.Read(request),
        SessionId = Session.Read(request),
        TaskId = Task.Read(request),
        Department = Department.Read(request),
        Model = Model.Read(request),
    };
}
