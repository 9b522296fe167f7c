namespace Orchestrator.Delivery;

/// <summary>A message could not be brought to its recipient.</summary>
public sealed class DeliveryException : Exception
{
    /// <summary>Says why.</summary>
    /// <param name="reason">Why, in words that may be shown to anyone who may read the message; no secrets.</param>
    /// <param name="isPermanent">Whether trying again is of no use.</param>
    /// <param name="innerException">The failure beneath.</param>
    public DeliveryException(string reason, bool isPermanent, Exception? innerException = null)
        : base(reason, innerException) => IsPermanent = isPermanent;

    /// <summary>Whether trying again is of no use: the message fails at once.</summary>
    public bool IsPermanent { get; }

    /// <summary>Whether it was the coordinates: they lie beside the screen.</summary>
    public bool CoordinatesAreInvalid { get; init; }
}
