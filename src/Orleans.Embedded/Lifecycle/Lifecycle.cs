namespace Orleans
{
    /// <summary>Stages that one can take part in.</summary>
    public interface ILifecycleObservable
    {
        /// <summary>Adds a participant to a stage; dispose the result to remove it.</summary>
        IDisposable Subscribe(string observerName, int stage, ILifecycleObserver observer);
    }

    /// <summary>Takes part in a stage.</summary>
    public interface ILifecycleObserver
    {
        /// <summary>Called when the stage starts.</summary>
        Task OnStart(CancellationToken cancellationToken = default);

        /// <summary>Called when the stage stops.</summary>
        Task OnStop(CancellationToken cancellationToken = default);
    }

    /// <summary>A component that takes part in a lifecycle when one is made.</summary>
    /// <typeparam name="TLifecycleObservable">The lifecycle.</typeparam>
    public interface ILifecycleParticipant<TLifecycleObservable>
        where TLifecycleObservable : ILifecycleObservable
    {
        /// <summary>Subscribes to the stages of interest.</summary>
        void Participate(TLifecycleObservable lifecycle);
    }
}

namespace Orleans.Runtime
{
    /// <summary>The stages of a silo's life; see <see cref="ServiceLifecycleStage"/>.</summary>
    public interface ISiloLifecycle : ILifecycleObservable
    {
        /// <summary>Gets the highest stage that has completed its start.</summary>
        int HighestCompletedStage { get; }

        /// <summary>Gets the lowest stage that has stopped.</summary>
        int LowestStoppedStage { get; }
    }

    /// <summary>The stages of a client's life.</summary>
    public interface IClusterClientLifecycle : ILifecycleObservable;

    /// <summary>The stages of an activation's life; see <see cref="GrainLifecycleStage"/>.</summary>
    public interface IGrainLifecycle : ILifecycleObservable;
}
