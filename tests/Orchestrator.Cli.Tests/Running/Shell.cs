namespace Orchestrator.Cli.Tests.Running;

/// <summary>Runs commands as a person's shell would: the real parser, streams that are no terminal, own variables.</summary>
public sealed class Shell
{
    private readonly Dictionary<string, string> _variables = new(StringComparer.Ordinal);

    public Shell With(string variable, string value)
    {
        _variables[variable] = value;
        return this;
    }

    public string? Variable(string name) => _variables.GetValueOrDefault(name);

    public Task<CommandResult> RunAsync(params string[] arguments) => RunAsync(string.Empty, CancellationToken.None, arguments);

    public async Task<CommandResult> RunAsync(string input, CancellationToken cancellationToken, params string[] arguments)
    {
        using var @in = new StringReader(input);
        await using var @out = new StringWriter { NewLine = "\n" };
        await using var error = new StringWriter { NewLine = "\n" };
        var environment = new CliEnvironment(
            @in, @out, error, OutIsTerminal: false, ErrorIsTerminal: false, Variable, TimeProvider.System);
        int code = await CommandLine.RunAsync(arguments, environment, cancellationToken);
        return new CommandResult(code, @out.ToString(), error.ToString());
    }
}
