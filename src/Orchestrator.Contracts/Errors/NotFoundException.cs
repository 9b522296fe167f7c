namespace Orchestrator.Contracts.Errors;

/// <summary>What the command or query names does not exist (or no longer).</summary>
public sealed class NotFoundException : OrchestratorException
{
    /// <summary>Says what was not found.</summary>
    /// <param name="kind">The kind of thing, such as <c>session</c>.</param>
    /// <param name="id">Its identifier.</param>
    public NotFoundException(string kind, string id)
        : base(ErrorCodes.NotFound, $"{kind} {id} does not exist")
    {
    }

    /// <summary>Says it in full.</summary>
    /// <param name="message">What does not exist, and what that means.</param>
    public NotFoundException(string message)
        : base(ErrorCodes.NotFound, message)
    {
    }
}
