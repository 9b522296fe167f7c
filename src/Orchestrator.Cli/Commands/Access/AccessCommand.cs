using System.CommandLine;
using Orchestrator.Cli.Api;
using Orchestrator.Cli.Output;
using Orchestrator.Contracts.Errors;
using Orchestrator.Host.Offline;
using Orchestrator.Host.Startup;
using Orchestrator.Journal;

namespace Orchestrator.Cli.Commands.Access;

/// <summary>
/// A command about access. It must work before a host does, so it works on the data folder itself, or on the store, when no host
/// runs there, else asks the host.
/// </summary>
internal abstract class AccessCommand : CliCommand
{
    private const string StoreVariable = "Orchestrator__Store"; // as the host reads it

    private readonly Option<DirectoryInfo> _data;

    private readonly Option<string?> _store = new("--store")
    {
        Description = $"The PostgreSQL database that has the journal, to work on itself; otherwise {StoreVariable}, where a password belongs",
        HelpName = "CONNECTION",
    };

    /// <summary>Sets up the command.</summary>
    protected AccessCommand(GlobalOptions globals, string name, string description)
        : base(globals, name, description)
    {
        _data = globals.Data("The data folder to work on when no host runs there");
        Options.Add(_data);
        Options.Add(_store);
    }

    /// <inheritdoc/>
    protected sealed override async Task RunAsync(ParseResult arguments, CliOutput output, CancellationToken cancellationToken)
    {
        string? store = arguments.GetValue(_store) ?? Globals.Environment.Variable(StoreVariable);
        OfflinePlace place = new(arguments.GetRequiredValue(_data).FullName, string.IsNullOrEmpty(store) ? null : store);
        bool named = Globals.NamesHost(arguments, _data, _store);
        if (!named && await TryOfflineAsync(arguments, place, output, cancellationToken)) return;
        Uri url = named ? arguments.GetRequiredValue(Globals.Url) : await FindAsync(arguments, place, cancellationToken);
        using var host = new HostApi(url, Globals.TokenOf(arguments));
        try
        {
            await RunAsync(arguments, host, output, cancellationToken);
        }
        catch (HostUnreachableException error) when (!named)
        {
            throw new FailedException($"a host runs on {place}, but elsewhere: name its address with --url ({error.Message})", error);
        }
    }

    /// <summary>Whether the data folder may be made.</summary>
    protected virtual bool MakesFolder => false;

    /// <summary>Does the work at a host.</summary>
    protected abstract Task RunAsync(ParseResult arguments, HostApi host, CliOutput output, CancellationToken cancellationToken);

    /// <summary>Does the work on a data folder, or on a store.</summary>
    protected abstract Task RunOfflineAsync(ParseResult arguments, OfflinePlace place, CliOutput output, CancellationToken cancellationToken);

    // The host that has the folder; another one must not be told instead.
    private async Task<Uri> FindAsync(ParseResult arguments, OfflinePlace place, CancellationToken cancellationToken)
    {
        if (place.Store is null && await WrittenAddress.ReadAsync(place.Data, cancellationToken) is { } written) return written;
        bool chosen = Globals.HasDataVariable || arguments.GetResult(_data) is { Implicit: false };
        return place.Store is null && chosen
            ? throw new FailedException($"a host runs on {place}, but has not written there where it listens: name its address with --url")
            : new Uri(GlobalOptions.DefaultUrl);
    }

    private async Task<bool> TryOfflineAsync(ParseResult arguments, OfflinePlace place, CliOutput output, CancellationToken cancellationToken)
    {
        if (!MakesFolder && place.Store is null && !Directory.Exists(place.Data))
            throw new FailedException($"there is no data folder {place.Data}; name it with --data, or a host with --url");
        try
        {
            await RunOfflineAsync(arguments, place, output, cancellationToken);
            return true;
        }
        catch (Exception error) when (error is DataDirectoryInUseException or JournalInUseException)
        {
            return false;
        }
        catch (Exception error) when (error is StartupException or JournalException or (OrchestratorException and not ValidationException))
        {
            throw new FailedException(error.Message, error);
        }
    }
}
