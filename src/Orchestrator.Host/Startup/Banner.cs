using System.Reflection;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Options;
using Orchestrator.Contracts.Access;
using Orchestrator.Gateway;
using Orchestrator.Host.Engine;

namespace Orchestrator.Host.Startup;

/// <summary>What a host says of itself once it is ready.</summary>
internal static class Banner
{
    /// <summary>Prints it.</summary>
    /// <param name="app">The host, started.</param>
    public static void Print(WebApplication app)
    {
        string version = typeof(Banner).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];
        OrchestratorHostOptions options = app.Services.GetRequiredService<OrchestratorHostOptions>();
        Console.WriteLine($"orchestrator {version} is ready");
        Console.WriteLine($"  listening on  {string.Join(", ", Addresses(app).Take(options.Urls.Count))}");
        Console.WriteLine($"  data folder   {app.Services.GetRequiredService<IOptions<GatewayOptions>>().Value.DataDirectory}");
        Console.WriteLine($"  engine        {GrainEngine.Name}");
        if (options.Store is not null) Console.WriteLine($"  store         PostgreSQL{Membership(options)}");
        Console.WriteLine($"  process       {Environment.ProcessId}");
        Console.WriteLine(app.Services.GetRequiredService<AccessState>().IsOpen
            ? "  access        open mode: no token yet, loopback only; whoever is on this machine may do anything"
            : "  access        by token");
        Console.WriteLine("Stop it with Ctrl-C.");
    }

    private static string Membership(OrchestratorHostOptions options) =>
        GrainEngine.IsCluster ? $"; role {options.Role.ToString().ToLowerInvariant()}, cluster {options.ClusterId}" : "";

    private static IEnumerable<string> Addresses(IApplicationBuilder app) =>
        app.ServerFeatures.Get<IServerAddressesFeature>()?.Addresses ?? [];
}
