using Orchestrator.Contracts.Errors;

namespace Orchestrator.Grains.Transactions;

/// <summary>Why a transaction was not carried out: the error of one of its commands, which says which.</summary>
internal static class CommandRefused
{
    /// <summary>The error of the same kind and code, naming the command.</summary>
    public static OrchestratorException By(OrchestratorException error, int index)
    {
        string message = $"commands[{index}]: {error.Message}; nothing of the transaction was done";
        return error switch
        {
            ValidationException invalid => new ValidationException($"commands[{index}].body.{invalid.Field}", invalid.Rule),
            NotFoundException => new NotFoundException(message),
            ConflictException => new ConflictException(message, error.Code),
            ForbiddenException => new ForbiddenException(message, error.Code),
            _ => error,
        };
    }
}
