using System.Globalization;
using Orchestrator.Cli.Output;
using Orchestrator.Contracts.Departments;

namespace Orchestrator.Cli.Commands.Departments;

/// <summary>A department for people.</summary>
internal static class DepartmentText
{
    /// <summary>All that is known of it.</summary>
    public static void Show(CliOutput output, DepartmentView department) => output.Fields(
    [
        ("id", department.Id.Value),
        ("name", department.Name),
        ("domain", department.Domain),
        ("session", department.SessionId.Value),
        ("active", department.IsActive ? "yes" : "no"),
        ("current task", department.CurrentTask?.Value),
        ("members", Texts.Of(department.Members)),
        ("messages processed", Texts.Of(department.Performance?.MessagesProcessed)),
        ("average response ms", Number(department.Performance?.AverageResponseTime)),
        ("error rate", Percent(department.Performance?.ErrorRate)),
        ("done a minute", Number(department.Performance?.Throughput)),
        ("last activity", Texts.Of(department.Performance?.LastActivity)),
        ("created", Texts.Of(department.CreatedAt)),
        ("updated", Texts.Of(department.UpdatedAt)),
    ]);

    /// <summary>A part of a whole.</summary>
    public static string? Percent(double? part) => part?.ToString("0.0 %", CultureInfo.InvariantCulture);

    /// <summary>A number with up to two decimals.</summary>
    public static string? Number(double? number) => number?.ToString("0.##", CultureInfo.InvariantCulture);
}
