namespace Orchestrator.Contracts.Validation;

/// <summary>A request to change a grain. It is checked in the grain, so every face of the host refuses the same.</summary>
public interface ICommand
{
    /// <summary>Checks what can be checked without the grain's state.</summary>
    /// <exception cref="Errors.ValidationException">A field is missing or not allowed.</exception>
    void Validate();
}
