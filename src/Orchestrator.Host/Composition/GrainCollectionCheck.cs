using Microsoft.Extensions.Options;
using Orleans.Configuration;

namespace Orchestrator.Host.Composition;

/// <summary>
/// What <c>GrainCollection</c> may say. Shorter ages would only send grains away that are asked again at once; a longer quantum than
/// age would keep them for longer than was said.
/// </summary>
internal sealed class GrainCollectionCheck : IValidateOptions<GrainCollectionOptions>
{
    /// <summary>The section of the configuration.</summary>
    public const string Section = "GrainCollection";

    private static readonly TimeSpan ShortestQuantum = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestAge = TimeSpan.FromDays(1);

    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, GrainCollectionOptions options)
    {
        if (options.CollectionQuantum < ShortestQuantum)
            return ValidateOptionsResult.Fail($"{Section}:CollectionQuantum must be {ShortestQuantum} or more, is {options.CollectionQuantum}");
        return options.CollectionAge > options.CollectionQuantum && options.CollectionAge <= LongestAge
            ? ValidateOptionsResult.Success
            : ValidateOptionsResult.Fail(
                $"{Section}:CollectionAge must be longer than {Section}:CollectionQuantum ({options.CollectionQuantum}) and at most {LongestAge}, is {options.CollectionAge}");
    }
}
