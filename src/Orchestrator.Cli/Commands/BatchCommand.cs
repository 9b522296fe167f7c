using System.CommandLine;
using System.Text.Json;
using Orchestrator.Cli.Api;
using Orchestrator.Cli.Output;

namespace Orchestrator.Cli.Commands;

/// <summary><c>orchestrator sessions batch</c> and <c>messages batch</c>: many at once, each of which may fail.</summary>
internal sealed class BatchCommand : HostCommand
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    private readonly string _kind;
    private readonly string _property;
    private readonly Argument<string> _file;

    /// <summary>Makes one of the commands.</summary>
    /// <param name="globals">The options of all commands.</param>
    /// <param name="kind">What the host calls them in its path.</param>
    /// <param name="property">Where they stand in the body.</param>
    /// <param name="description">What it does.</param>
    public BatchCommand(GlobalOptions globals, string kind, string property, string description)
        : base(globals, "batch", description)
    {
        (_kind, _property) = (kind, property);
        _file = new Argument<string>("FILE") { Description = $"A file with {{\"{property}\": [...]}} or the list alone, up to 10,000; - for the standard input" };
        Arguments.Add(_file);
    }

    /// <inheritdoc/>
    public override IReadOnlyList<string> Examples => [$"orchestrator {_kind} batch {_property}.json"];

    /// <inheritdoc/>
    protected override async Task RunAsync(ParseResult arguments, HostApi host, CliOutput output, CancellationToken cancellationToken)
    {
        string file = arguments.GetRequiredValue(_file);
        string text = file == "-"
            ? await Globals.Environment.In.ReadToEndAsync(cancellationToken)
            : await File.ReadAllTextAsync(file, cancellationToken);
        JsonElement body = JsonText.Parse(text, "FILE");
        if (body.ValueKind == JsonValueKind.Array) body = JsonText.Parse($"{{\"{_property}\":{text}}}", "FILE");
        HostAnswer answer = await LongWork.RunAsync(
            output, $"sending {file}", () => host.PostAsync($"{_kind}:batch", body, cancellationToken, Patience));
        JsonElement done = answer.Read<JsonElement>();
        if (output.IsJson) output.Json(answer.Json);
        else Say(output, done);
        if (Texts.Of(done, "failed") is not "0") throw new AlreadyReportedException();
    }

    private void Say(CliOutput output, JsonElement done)
    {
        output.Say($"{Texts.Of(done, "inserted")} done, {Texts.Of(done, "failed")} failed");
        int number = 0;
        foreach (JsonElement result in done.GetProperty("results").EnumerateArray())
        {
            number++;
            if (Texts.Of(result, "status") == "failed")
                output.Note($"{_property}[{number - 1}]: {Texts.Of(result, "field") ?? Texts.Of(result, "id")}: {Texts.Of(result, "detail")} [{Texts.Of(result, "code")}]");
        }
    }
}
