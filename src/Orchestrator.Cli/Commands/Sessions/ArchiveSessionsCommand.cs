using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using Orchestrator.Cli.Api;
using Orchestrator.Cli.Output;

namespace Orchestrator.Cli.Commands.Sessions;

/// <summary><c>orchestrator sessions archive</c>: asks again until nothing is left to archive.</summary>
internal sealed class ArchiveSessionsCommand : HostCommand
{
    // As many as the host archives a call.
    private const long FullCall = 10_000;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    private readonly Option<int> _olderThan = new("--older-than-days")
    {
        Description = "Only those that ended at least so many days ago, 0 to 36500",
        HelpName = "DAYS",
        DefaultValueFactory = _ => 30,
    };

    /// <summary>Makes the command.</summary>
    public ArchiveSessionsCommand(GlobalOptions globals)
        : base(globals, "archive", "Archives all sessions that ended long ago; needs the role operator where there are tokens") => Options.Add(_olderThan);

    /// <inheritdoc/>
    public override IReadOnlyList<string> Examples => ["orchestrator sessions archive", "orchestrator sessions archive --older-than-days 7"];

    /// <inheritdoc/>
    protected override async Task RunAsync(ParseResult arguments, HostApi host, CliOutput output, CancellationToken cancellationToken)
    {
        var body = JsonSerializer.SerializeToElement(new JsonObject { ["olderThanDays"] = arguments.GetValue(_olderThan) });
        long archived = 0;
        HostAnswer last = await LongWork.RunAsync(output, "archiving sessions", async () =>
        {
            while (true)
            {
                HostAnswer answer = await host.PostAsync("sessions:archive", body, cancellationToken, Patience);
                long now = answer.Read<JsonElement>().GetProperty("archived").GetInt64();
                archived += now;

                // A call does so many at most. What failed would fail again.
                if (now < FullCall) return answer;
                await TablesCaughtUpAsync(host, cancellationToken);
            }
        });
        JsonElement outcome = last.Read<JsonElement>();
        long failed = outcome.GetProperty("failed").GetInt64();
        if (output.IsJson)
        {
            var sum = JsonNode.Parse(last.Json)!.AsObject();
            sum["archived"] = archived;
            output.Json(sum.ToJsonString());
        }
        else
        {
            output.Say(archived == 1 ? "1 session archived" : $"{archived} sessions archived");
        }

        foreach (JsonElement failure in outcome.GetProperty("failures").EnumerateArray())
            output.Note($"{Texts.Of(failure, "id")}: {Texts.Of(failure, "detail")} [{Texts.Of(failure, "code")}]");
        if (failed > 0) throw new AlreadyReportedException();
    }

    // The host finds them in its tables, where those it just archived may not be so yet.
    private static async Task TablesCaughtUpAsync(HostApi host, CancellationToken cancellationToken)
    {
        JsonElement status = (await host.GetAsync("status", cancellationToken)).Read<JsonElement>();
        long position = status.GetProperty("journal").GetProperty("lastPosition").GetInt64();
        await host.GetAsync(HostPath.Of("sessions", "counts").With("minPosition", position).ToString(), cancellationToken, Patience);
    }
}
