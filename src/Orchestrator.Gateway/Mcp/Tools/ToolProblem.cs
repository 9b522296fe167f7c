using System.Text.Json;
using Orchestrator.Contracts.Errors;
using Orchestrator.Gateway.Problems;

namespace Orchestrator.Gateway.Mcp.Tools;

/// <summary>Says what went wrong in words that a model can act on: what, which argument, what is allowed, what to do next.</summary>
internal static class ToolProblem
{
    /// <summary>The words.</summary>
    /// <param name="problem">The problem as HTTP has it.</param>
    /// <param name="tool">The tool that was called.</param>
    public static string Describe(Problem problem, string tool)
    {
        string detail = Named(problem);
        string next = Next(problem, tool);
        return next.Length == 0 ? $"{problem.Code}: {detail}" : $"{problem.Code}: {detail}. {next}";
    }

    // A command's fields are those of HTTP; the tool's arguments are called a little differently.
    private static string Named(Problem problem)
    {
        string detail = problem.Detail.TrimEnd('.');
        if (problem.Field is not { } field || !detail.StartsWith(field, StringComparison.Ordinal)) return detail;
        return Argument(field) + detail[field.Length..];
    }

    // Of a list's entry the place stays behind the name.
    private static string Argument(string field)
    {
        int end = field.AsSpan().IndexOfAny('[', '.');
        string name = end < 0 ? field : field[..end];
        return name switch
        {
            "agentId" or "from" => "agent",
            "patterns" => "paths",
            "dependencies" => "depends_on",
            "parentId" => "part_of",
            "eventData" => "data",
            "q" => "query",
            _ => name.Contains('-', StringComparison.Ordinal) ? name : JsonNamingPolicy.SnakeCaseLower.ConvertName(name),
        } + field[name.Length..];
    }

    private static string Next(Problem problem, string tool) => problem.Code switch
    {
        ErrorCodes.Invalid => $"Correct it and call {tool} again.",
        ErrorCodes.NotFound when problem.Detail.StartsWith("agent ", StringComparison.Ordinal) => "Call register first, or list_agents to see who is there.",
        ErrorCodes.NotFound when problem.Detail.StartsWith("session ", StringComparison.Ordinal) => "Call open_session to create one, or session_status to see the active one.",
        ErrorCodes.NotFound when problem.Detail.StartsWith("task ", StringComparison.Ordinal) => "Call ready_tasks to see what there is.",
        ErrorCodes.NotFound => "Check the id; search or the lists may find what you mean.",
        ErrorCodes.StaleIncarnation => "Another process registered as this agent. If you are the rightful one call register; else stop.",
        ErrorCodes.LeaseConflict => "Wait, work on other files, or ask the holder with send.",
        ErrorCodes.LeaseLost => "It is not yours any more: do not go on with it. Call claim_next_task or check_inbox for other work.",
        ErrorCodes.NotReady => "Something must be done before. Call claim_next_task for another one.",
        ErrorCodes.BudgetExceeded => "Stop spending: finish what you have, report_usage, and tell a person or your lead.",
        ErrorCodes.NoRecipients => "Nobody is in that group yet. Call list_agents and send to one of them.",
        ErrorCodes.DependencyCycle => "Leave out one of these dependencies.",
        ErrorCodes.IdempotencyConflict => "The key was used for another call. Take a new one.",
        ErrorCodes.DeadlineExceeded => "Go on with other work; call check_inbox later.",
        ErrorCodes.Forbidden => "Do it in your own name, or ask who may.",
        ErrorCodes.Unauthenticated => "The token is of no use any more: stop, and tell a person.",
        ErrorCodes.Unavailable => "Nothing that was acknowledged is lost. Call again in a few seconds.",
        ErrorCodes.Internal => "Try once more; if it fails again tell a person.",
        _ => string.Empty,
    };
}
