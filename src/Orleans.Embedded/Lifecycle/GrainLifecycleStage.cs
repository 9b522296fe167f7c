namespace Orleans.Runtime;

/// <summary>The stages of an activation's life.</summary>
public static class GrainLifecycleStage
{
    /// <summary>The first of all.</summary>
    public const int First = int.MinValue;

    /// <summary>State is read from storage.</summary>
    public const int SetupState = 1000;

    /// <summary><see cref="IGrainBase.OnActivateAsync"/> and <see cref="IGrainBase.OnDeactivateAsync"/>.</summary>
    public const int Activate = 2000;

    /// <summary>The last of all.</summary>
    public const int Last = int.MaxValue;
}
