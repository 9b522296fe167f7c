namespace Orleans.Runtime;

/// <summary>The states of an activation, in order.</summary>
internal enum ActivationState
{
    /// <summary>Made, but not yet started.</summary>
    Created,

    /// <summary>The grain is being made and activated; requests wait.</summary>
    Activating,

    /// <summary>Requests run.</summary>
    Valid,

    /// <summary>Running requests end, then the grain is deactivated; new requests wait to be sent on.</summary>
    Deactivating,

    /// <summary>Gone; requests must find another activation.</summary>
    Gone,
}
