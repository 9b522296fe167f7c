using System.CommandLine;
using System.Text.Json;
using Orchestrator.Cli.Api;
using Orchestrator.Cli.Output;
using Orchestrator.Contracts.Transactions;

namespace Orchestrator.Cli.Commands.Transactions;

/// <summary><c>orchestrator transact</c>.</summary>
internal sealed class TransactCommand : HostCommand
{
    private readonly Argument<string> _file = new("FILE") { Description = "A file with {\"commands\": [...]}, or - for the standard input" };

    /// <summary>Makes the command.</summary>
    public TransactCommand(GlobalOptions globals)
        : base(globals, "transact", "Carries out the commands in a file, all of them or none") => Arguments.Add(_file);

    /// <inheritdoc/>
    public override IReadOnlyList<string> Examples =>
    [
        "orchestrator transact setup.json",
        "echo '{\"commands\":[{\"command\":\"create-session\",\"body\":{\"id\":\"s1\"}}]}' | orchestrator transact -",
    ];

    /// <inheritdoc/>
    protected override async Task RunAsync(ParseResult arguments, HostApi host, CliOutput output, CancellationToken cancellationToken)
    {
        string file = arguments.GetRequiredValue(_file);
        JsonElement commands = JsonText.ParseOptional(await ReadAsync(file, cancellationToken), "FILE")!.Value;
        HostAnswer answer = await host.PostAsync("transactions", commands, cancellationToken);
        output.Show<TransactionView>(answer, (_, done) => output.Say($"transaction {done.Id}: {done.Results.Count} commands carried out"));
    }

    private async Task<string> ReadAsync(string file, CancellationToken cancellationToken)
    {
        try
        {
            return file == "-"
                ? await Globals.Environment.In.ReadToEndAsync(cancellationToken)
                : await File.ReadAllTextAsync(file, cancellationToken);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new FailedException($"{file} cannot be read: {error.Message}", error);
        }
    }
}
