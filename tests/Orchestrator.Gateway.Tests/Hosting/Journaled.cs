using Microsoft.Extensions.DependencyInjection;
using Orchestrator.Journal;

namespace Orchestrator.Gateway.Tests.Hosting;

/// <summary>Looks into a host's journal without HTTP.</summary>
internal static class Journaled
{
    /// <summary>The metadata of the row at a position, as JSON.</summary>
    public static async Task<string> MetadataAsync(this TestHost host, long position) =>
        (await host.App.Services.GetRequiredService<IJournal>().ReadAsync(position - 1, 1, 1, CancellationToken.None))[0].Metadata;
}
