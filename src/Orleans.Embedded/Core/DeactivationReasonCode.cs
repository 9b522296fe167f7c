namespace Orleans;

/// <summary>The kinds of reasons for a deactivation.</summary>
public enum DeactivationReasonCode : byte
{
    /// <summary>No reason was given.</summary>
    None,

    /// <summary>The silo shuts down.</summary>
    ShuttingDown,

    /// <summary>The grain could not be activated.</summary>
    ActivationFailed,

    /// <summary>The grain directory lost the activation.</summary>
    DirectoryFailure,

    /// <summary>The activation was idle.</summary>
    ActivationIdle,

    /// <summary>The activation did not respond.</summary>
    ActivationUnresponsive,

    /// <summary>Another activation of the grain exists.</summary>
    DuplicateActivation,

    /// <summary>The activation got a request that this process cannot handle.</summary>
    IncompatibleRequest,

    /// <summary>The application failed.</summary>
    ApplicationError,

    /// <summary>The application asked for it.</summary>
    ApplicationRequested,

    /// <summary>The activation moves to another silo.</summary>
    Migrating,

    /// <summary>The runtime asked for it.</summary>
    RuntimeRequested,

    /// <summary>Memory is short.</summary>
    HighMemoryPressure,
}
