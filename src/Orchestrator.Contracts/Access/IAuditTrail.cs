namespace Orchestrator.Contracts.Access;

/// <summary>Where faces bring what is to be noted of access.</summary>
public interface IAuditTrail
{
    /// <summary>
    /// Notes something. The first of its kind in a minute is on disk when this ends; equal ones are counted and written later.
    /// </summary>
    /// <param name="face">Where it happened, for callers without a token: <c>http</c>, <c>grains</c>.</param>
    /// <param name="entry">What happened.</param>
    /// <exception cref="Errors.UnavailableException">It could not be written.</exception>
    Task NoteAsync(string face, AuditEntry entry);
}
