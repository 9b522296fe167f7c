namespace Orleans;

/// <summary>The stages of a silo's life, in order; they stop in reverse order.</summary>
public static class ServiceLifecycleStage
{
    /// <summary>The first of all.</summary>
    public const int First = int.MinValue;

    /// <summary>The runtime is prepared.</summary>
    public const int RuntimeInitialize = 2000;

    /// <summary>Runtime services start.</summary>
    public const int RuntimeServices = 4000;

    /// <summary>Runtime storage starts.</summary>
    public const int RuntimeStorageServices = 6000;

    /// <summary>Grain services such as reminders start.</summary>
    public const int RuntimeGrainServices = 8000;

    /// <summary>Directly after the grain services.</summary>
    public const int AfterRuntimeGrainServices = 8100;

    /// <summary>Services of the application start.</summary>
    public const int ApplicationServices = 10000;

    /// <summary>When stopping: grains are deactivated here.</summary>
    public const int GrainDeactivation = BecomeActive - 1;

    /// <summary>The silo joins the cluster.</summary>
    public const int BecomeActive = Active - 1;

    /// <summary>The silo is active and takes requests.</summary>
    public const int Active = 20000;

    /// <summary>The last of all.</summary>
    public const int Last = int.MaxValue;
}
