using Microsoft.AspNetCore.Hosting.Server;

namespace Orchestrator.Host.Shutdown;

/// <summary>How long the parts of a host may take to stop.</summary>
internal static class ShutdownSetup
{
    private static readonly TimeSpan AllParts = TimeSpan.FromSeconds(8);

    /// <summary>Sets the times. Call it after the server was added.</summary>
    /// <param name="builder">The host's builder.</param>
    public static void AddShutdown(this WebApplicationBuilder builder)
    {
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = AllParts);
        ServiceDescriptor kestrel = builder.Services.Last(service => service.ServiceType == typeof(IServer));
        builder.Services.Remove(kestrel);
        builder.Services.Add(ServiceDescriptor.Describe(kestrel.ImplementationType!, kestrel.ImplementationType!, ServiceLifetime.Singleton));
        builder.Services.AddSingleton<IServer>(services => new DrainingServer(
            (IServer)services.GetRequiredService(kestrel.ImplementationType!), services.GetRequiredService<TimeProvider>()));
    }
}
