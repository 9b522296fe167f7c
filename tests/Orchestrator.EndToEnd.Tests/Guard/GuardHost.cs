using Orchestrator.EndToEnd.Tests.Support;
using Orchestrator.Testing;

namespace Orchestrator.EndToEnd.Tests.Guard;

/// <summary>One host for all tests of the guard; each has a repository, and so a project, of its own.</summary>
public sealed class GuardHost : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private HostProcess? _host;

    public HostProcess Host => _host!;

    public async Task InitializeAsync() => _host = await HostProcess.StartAsync(_folder.Data, Ports.Free());

    public async Task DisposeAsync()
    {
        if (_host is not null) await _host.DisposeAsync();
        _folder.Dispose();
    }
}
