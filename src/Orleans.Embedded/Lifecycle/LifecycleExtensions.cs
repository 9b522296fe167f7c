namespace Orleans;

/// <summary>Shorter ways to take part in a lifecycle.</summary>
public static class LifecycleExtensions
{
    /// <summary>Adds delegates to a stage.</summary>
    public static IDisposable Subscribe(
        this ILifecycleObservable observable,
        string observerName,
        int stage,
        Func<CancellationToken, Task> onStart,
        Func<CancellationToken, Task>? onStop) =>
        observable.Subscribe(observerName, stage, new Delegates(onStart, onStop));

    /// <summary>Adds a delegate to a stage.</summary>
    public static IDisposable Subscribe(
        this ILifecycleObservable observable, string observerName, int stage, Func<CancellationToken, Task> onStart) =>
        observable.Subscribe(observerName, stage, onStart, onStop: null);

    /// <summary>Adds an observer to a stage, named for a type.</summary>
    public static IDisposable Subscribe<TObserver>(
        this ILifecycleObservable observable, int stage, ILifecycleObserver observer) =>
        observable.Subscribe(NameOf(typeof(TObserver)), stage, observer);

    /// <summary>Adds delegates to a stage, named for a type.</summary>
    public static IDisposable Subscribe<TObserver>(
        this ILifecycleObservable observable,
        int stage,
        Func<CancellationToken, Task> onStart,
        Func<CancellationToken, Task> onStop) =>
        observable.Subscribe(NameOf(typeof(TObserver)), stage, onStart, onStop);

    /// <summary>Adds a delegate to a stage, named for a type.</summary>
    public static IDisposable Subscribe<TObserver>(
        this ILifecycleObservable observable, int stage, Func<CancellationToken, Task> onStart) =>
        observable.Subscribe(NameOf(typeof(TObserver)), stage, onStart, onStop: null);

    /// <summary>Adds an observer to a stage.</summary>
    public static IDisposable Subscribe(
        this ILifecycleObservable observable, int stage, ILifecycleObserver observer) =>
        observable.Subscribe(NameOf(observer.GetType()), stage, observer);

    private static string NameOf(Type type) => type.FullName ?? type.Name;

    private sealed class Delegates(Func<CancellationToken, Task> onStart, Func<CancellationToken, Task>? onStop)
        : ILifecycleObserver
    {
        public Task OnStart(CancellationToken cancellationToken = default) => onStart(cancellationToken);

        public Task OnStop(CancellationToken cancellationToken = default) =>
            onStop?.Invoke(cancellationToken) ?? Task.CompletedTask;
    }
}
