using System.Globalization;
using Orchestrator.Journal;
using Orchestrator.Reporting.Aggregates;
using Orchestrator.Reporting.Tests.Projection;
using Orchestrator.Reporting.Tests.Support;

namespace Orchestrator.Reporting.Tests.Aggregates;

/// <summary>Totals that are kept as events come say what counting all rows would.</summary>
public sealed class RunningTotalsTests
{
    private static readonly (string Function, string? Column)[] Values =
        [("count", null), ("sum", "attempts"), ("avg", "attempts"), ("sum", "delivery_ms"), ("avg", "delivery_ms")];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Totals_say_what_counting_all_rows_says(int seed)
    {
        Random random = new(seed);
        await using ReportingRoom room = await ReportingRoom.OfAsync(RandomHistory.Of(Enumerable.Range(0, 600).Select(_ => random.Next())));

        foreach (string? group in (string?[])[null, "type", "priority"])
        {
            await CompareAsync(room, new() { Table = "messages", Function = "count", GroupBy = group });
            await CompareAsync(room, new() { Table = "messages", Function = "count", GroupBy = group, Filter = Only("priority", "3") });
            await CompareAsync(room, new() { Table = "messages", Function = "count", GroupBy = group, Filter = Only("type", "none") });
        }

        foreach (string? group in (string?[])[null, "status", "method"])
        {
            foreach ((string function, string? column) in Values)
            {
                await CompareAsync(room, new() { Table = "message_deliveries", Function = function, Column = column, GroupBy = group });
                await CompareAsync(room, new() { Table = "message_deliveries", Function = function, Column = column, GroupBy = group, Filter = Only("status", "acknowledged") });
                await CompareAsync(room, new() { Table = "message_deliveries", Function = function, Column = column, GroupBy = group, Filter = Only("method", "none") });
            }
        }
    }

    [Fact]
    public async Task A_kind_that_no_delivery_has_any_more_has_no_total()
    {
        Story story = new Story().Group("c1", "a", "b").Send("m1", "a", null, "one", "c1")
            .Queue("b", "c1", "m1").Lease("b", TimeSpan.FromSeconds(30), "m1").Acknowledge("b", "m1");
        await using ReportingRoom room = await ReportingRoom.OfAsync(new Story());
        foreach (JournalEntry row in story.Rows)
        {
            room.Memory.Add([row]);
            await room.CaughtUpAsync();
        }

        Dictionary<string, object?> only = Assert.Single(room.Sql("SELECT status, deliveries FROM delivery_totals"));
        Assert.Equal(("acknowledged", 1L), (only["status"], only["deliveries"]));
    }

    [Theory]
    [InlineData("message_deliveries", "count", null, "recipient")]
    [InlineData("message_deliveries", "max", "attempts", "status")]
    [InlineData("messages", "sum", "recipients", "type")]
    [InlineData("tasks", "count", null, "status")]
    public void What_the_totals_do_not_hold_is_asked_of_the_rows(string table, string function, string? column, string group) =>
        Assert.Null(RunningTotals.For(new() { Table = table, Function = function, Column = column, GroupBy = group }));

    private static Dictionary<string, string> Only(string column, string value) => new(StringComparer.Ordinal) { [column] = value };

    private static async Task CompareAsync(ReportingRoom room, AggregateRequest request)
    {
        Assert.NotNull(RunningTotals.For(request));
        string value = request.Column is null ? "count(*)" : $"{request.Function}({request.Column})";
        string where = string.Concat(request.Filter.Select(one => $" AND {one.Key} = '{one.Value}'"));
        string grouping = request.GroupBy is null ? string.Empty : $" GROUP BY {request.GroupBy}";
        IEnumerable<string> counted = room
            .Sql($"SELECT CAST({request.GroupBy ?? "NULL"} AS TEXT) AS word, CAST({value} AS REAL) AS value FROM {request.Table} WHERE 1{where}{grouping}")
            .Select(row => Text((string?)row["word"], (double?)row["value"]));

        IReadOnlyList<AggregateRow> told = await room.Get<AggregateQueries>().RunAsync(request, default);

        Assert.Equal(counted.Order(StringComparer.Ordinal), told.Select(row => Text(row.Group, row.Value)).Order(StringComparer.Ordinal));
    }

    private static string Text(string? group, double? value) => string.Create(CultureInfo.InvariantCulture, $"{group}: {value:G12}");
}
