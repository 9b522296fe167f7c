using System.Data.Common;
using Microsoft.Extensions.DependencyInjection;
using Orchestrator.Crash.Lab.Checks;
using Orchestrator.Crash.Lab.Network;

namespace Orchestrator.Crash.Lab.Stores;

/// <summary>Where the journal of a round is: for the host that writes it, and for the checks that read it.</summary>
internal interface IRoundStore : IAsyncDisposable
{
    /// <summary>What tells the host of it, on its command line.</summary>
    IReadOnlyList<string> HostArguments { get; }

    /// <summary>What tells the host of it, as variables: nobody else sees them.</summary>
    IReadOnlyDictionary<string, string> HostEnvironment { get; }

    /// <summary>The network between the host and the journal; null where there is none.</summary>
    Relay? Network { get; }

    /// <summary>Opens it for plain SQL; the table <c>journal</c> has the same columns everywhere.</summary>
    DbConnection Open();

    /// <summary>Checks that it is sound, and that what is kept beside its rows agrees with them.</summary>
    void Check(Findings findings);

    /// <summary>Registers it as the journal that tables are made of.</summary>
    void AddJournal(IServiceCollection services);
}
