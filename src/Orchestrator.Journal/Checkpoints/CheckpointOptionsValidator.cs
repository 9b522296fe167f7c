using Microsoft.Extensions.Options;
using Orchestrator.Contracts.Checkpoints;

namespace Orchestrator.Journal.Checkpoints;

/// <summary>Refuses options that can't work, naming the property and the remedy, and never a key.</summary>
internal sealed class CheckpointOptionsValidator : IValidateOptions<CheckpointOptions>
{
    public ValidateOptionsResult Validate(string? name, CheckpointOptions options)
    {
        ValidateOptionsResultBuilder result = new();
        if (options.RetentionDays is < 1 or > CreateCheckpoint.MaxRetentionDays)
            result.AddError($"Checkpoints:RetentionDays is {options.RetentionDays}: choose 1 to {CreateCheckpoint.MaxRetentionDays}, or leave it out.");
        if (options.MaxBytes is < 1024 or > CheckpointOptions.MostBytes)
            result.AddError($"Checkpoints:MaxBytes is {options.MaxBytes}: choose 1024 to {CheckpointOptions.MostBytes}.");
        try
        {
            _ = new CheckpointKeys(options);
        }
        catch (CheckpointKeyException error)
        {
            result.AddError(error.Message);
        }

        return result.Build();
    }
}
