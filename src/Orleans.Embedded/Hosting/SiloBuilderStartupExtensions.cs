using Microsoft.Extensions.DependencyInjection;
using Orleans.Runtime;

namespace Orleans.Hosting;

/// <summary>Adds tasks that run when a silo starts.</summary>
public static class SiloBuilderStartupExtensions
{
    /// <summary>Adds a task.</summary>
    public static ISiloBuilder AddStartupTask<TStartup>(
        this ISiloBuilder builder, int stage = ServiceLifecycleStage.Active)
        where TStartup : class, IStartupTask => builder.AddStartupTask(
            static (services, token) => ActivatorUtilities.GetServiceOrCreateInstance<TStartup>(services).Execute(token),
            stage);

    /// <summary>Adds a task.</summary>
    public static ISiloBuilder AddStartupTask(
        this ISiloBuilder builder, IStartupTask startupTask, int stage = ServiceLifecycleStage.Active) =>
        builder.AddStartupTask((_, token) => startupTask.Execute(token), stage);

    /// <summary>Adds a task.</summary>
    public static ISiloBuilder AddStartupTask(
        this ISiloBuilder builder,
        Func<IServiceProvider, CancellationToken, Task> startupTask,
        int stage = ServiceLifecycleStage.Active)
    {
        builder.Services.AddTransient<ILifecycleParticipant<ISiloLifecycle>>(
            services => new StartupTask(token => startupTask(services, token), stage));
        return builder;
    }

    private sealed class StartupTask(Func<CancellationToken, Task> run, int stage) : ILifecycleParticipant<ISiloLifecycle>
    {
        public void Participate(ISiloLifecycle lifecycle) => lifecycle.Subscribe<StartupTask>(stage, run);
    }
}
