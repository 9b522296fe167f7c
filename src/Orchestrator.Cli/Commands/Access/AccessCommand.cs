using System.CommandLine;
using Orchestrator.Cli.Api;
using Orchestrator.Cli.Output;
using Orchestrator.Contracts.Errors;
using Orchestrator.Host.Startup;
using Orchestrator.Journal;

namespace Orchestrator.Cli.Commands.Access;

/// <summary>
/// A command about access. It must work before a host does, so it works on the data folder itself when no host runs there, else
/// asks the host.
/// </summary>
internal abstract class AccessCommand : CliCommand
{
    private readonly Option<DirectoryInfo> _data;

    /// <summary>Sets up the command.</summary>
    protected AccessCommand(GlobalOptions globals, string name, string description)
        : base(globals, name, description)
    {
        _data = globals.Data("The data folder to work on when no host runs there");
        Options.Add(_data);
    }

    /// <inheritdoc/>
    protected sealed override async Task RunAsync(ParseResult arguments, CliOutput output, CancellationToken cancellationToken)
    {
        string data = arguments.GetRequiredValue(_data).FullName;
        bool named = arguments.GetResult(Globals.Url) is { Implicit: false } || Globals.HasUrlVariable;
        if (!named && await TryOfflineAsync(arguments, data, output, cancellationToken)) return;
        using var host = new HostApi(arguments.GetRequiredValue(Globals.Url), Globals.TokenOf(arguments));
        try
        {
            await RunAsync(arguments, host, output, cancellationToken);
        }
        catch (HostUnreachableException error) when (!named)
        {
            throw new FailedException($"a host runs on {data}, but elsewhere: name its address with --url ({error.Message})", error);
        }
    }

    /// <summary>Whether the data folder may be made.</summary>
    protected virtual bool MakesFolder => false;

    /// <summary>Does the work at a host.</summary>
    protected abstract Task RunAsync(ParseResult arguments, HostApi host, CliOutput output, CancellationToken cancellationToken);

    /// <summary>Does the work on a data folder.</summary>
    protected abstract Task RunOfflineAsync(ParseResult arguments, string data, CliOutput output, CancellationToken cancellationToken);

    private async Task<bool> TryOfflineAsync(ParseResult arguments, string data, CliOutput output, CancellationToken cancellationToken)
    {
        if (!MakesFolder && !Directory.Exists(data))
            throw new FailedException($"there is no data folder {data}; name it with --data, or a host with --url");
        try
        {
            await RunOfflineAsync(arguments, data, output, cancellationToken);
            return true;
        }
        catch (DataDirectoryInUseException)
        {
            return false;
        }
        catch (Exception error) when (error is StartupException or JournalException or (OrchestratorException and not ValidationException))
        {
            throw new FailedException(error.Message, error);
        }
    }
}
