namespace Orleans.Runtime;

/// <summary>What an activation says to a request.</summary>
internal readonly record struct Admission(AdmissionKind Kind, int QueueLength = 0)
{
    /// <summary>The request runs now or later.</summary>
    public static Admission Accepted => new(AdmissionKind.Accepted);

    /// <summary>The request must find another activation.</summary>
    public static Admission Gone => new(AdmissionKind.Gone);

    /// <summary>The request is refused, because so many are running and waiting.</summary>
    public static Admission Overloaded(int queueLength) => new(AdmissionKind.Overloaded, queueLength);
}

/// <summary>The kinds of <see cref="Admission"/>.</summary>
internal enum AdmissionKind
{
    /// <summary>The request runs now or later.</summary>
    Accepted,

    /// <summary>The request must find another activation.</summary>
    Gone,

    /// <summary>The request is refused.</summary>
    Overloaded,
}
