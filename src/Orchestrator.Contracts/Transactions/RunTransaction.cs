using Orchestrator.Contracts.Errors;
using Orchestrator.Contracts.Validation;

namespace Orchestrator.Contracts.Transactions;

/// <summary>Carries out commands for one or several grains, all or none (S3 <c>executeTransaction</c>).</summary>
[Immutable]
public sealed record RunTransaction : ICommand
{
    /// <summary>The most commands of a transaction.</summary>
    public const int MaxCommands = 500;

    /// <summary>
    /// 1 to 500 commands, carried out in this order. One may build on what those before it made, under ids that the caller
    /// gives.
    /// </summary>
    public required IReadOnlyList<TransactionCommand> Commands { get; init; }

    /// <inheritdoc/>
    public void Validate()
    {
        if (Commands.Count is 0 or > MaxCommands) throw new ValidationException("commands", $"must have 1 to {MaxCommands} commands");
        for (int i = 0; i < Commands.Count; i++)
        {
            if (Commands[i] is not { } command) throw new ValidationException($"commands[{i}]", "is required");
            try
            {
                command.Validate();
            }
            catch (ValidationException error)
            {
                throw new ValidationException($"commands[{i}].body.{error.Field}", error.Rule);
            }
        }
    }
}
