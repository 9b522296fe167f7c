using Microsoft.Extensions.DependencyInjection;

namespace Orchestrator.Gateway.Tests.Hosting;

/// <summary>Reaches the grains of a host without HTTP.</summary>
internal static class Grains
{
    public static T Grain<T>(this TestHost host, string key)
        where T : IGrainWithStringKey => host.App.Services.GetRequiredService<IGrainFactory>().GetGrain<T>(key);
}
