using System.CommandLine;
using Orchestrator.Cli.Output;
using Orchestrator.Contracts.Errors;

namespace Orchestrator.Cli.Commands;

/// <summary>One command. Whatever goes wrong in it becomes one line and an exit code.</summary>
internal abstract class CliCommand : Command
{
    private readonly GlobalOptions _globals;

    /// <summary>Sets up the command; derived ones add their arguments and options.</summary>
    protected CliCommand(GlobalOptions globals, string name, string description)
        : base(name, description)
    {
        _globals = globals;
        SetAction(InvokeAsync);
    }

    /// <summary>Command lines that show how it is used.</summary>
    public virtual IReadOnlyList<string> Examples => [];

    /// <summary>The options that every command takes.</summary>
    protected GlobalOptions Globals => _globals;

    /// <summary>Why <c>--url</c>, <c>--token</c> or <c>--token-file</c> is of no use here, and what is; null where it is.</summary>
    protected virtual string? WithoutUse(Option option) => null;

    /// <summary>Does the work.</summary>
    protected abstract Task RunAsync(ParseResult arguments, CliOutput output, CancellationToken cancellationToken);

    private async Task<int> InvokeAsync(ParseResult arguments, CancellationToken cancellationToken)
    {
        var output = _globals.Output(arguments);
        try
        {
            RefuseWithoutUse(arguments);
            await RunAsync(arguments, output, cancellationToken);
            return ExitCode.Ok;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // Whoever cancelled it knows.
            return ExitCode.Failed;
        }
        catch (UsageException exception)
        {
            output.Fail(exception.Message, CliProblem.Usage);
            return ExitCode.WrongUsage;
        }
        catch (ValidationException exception)
        {
            // An identifier or word that is refused before anything is sent.
            output.Fail(exception.Message, CliProblem.Usage);
            return ExitCode.WrongUsage;
        }
        catch (AlreadyReportedException)
        {
            return ExitCode.Failed;
        }
        catch (FailedException exception)
        {
            output.Fail(exception.Message, exception.Code, (exception as HostRefusedException)?.Problem);
            return ExitCode.Failed;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            output.Fail(exception.Message, CliProblem.Failed);
            return ExitCode.Failed;
        }
    }

    // Who gives one believes that it counts.
    private void RefuseWithoutUse(ParseResult arguments)
    {
        foreach (Option option in (Option[])[_globals.Url, _globals.Token, _globals.TokenFile])
        {
            if (arguments.GetResult(option) is { Implicit: false } && WithoutUse(option) is { } why)
                throw new UsageException($"{option.Name} is of no use here: {why}");
        }
    }
}
