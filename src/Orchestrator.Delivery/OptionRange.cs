using Microsoft.Extensions.Options;

namespace Orchestrator.Delivery;

/// <summary>Checks that options lie within their limits.</summary>
internal static class OptionRange
{
    /// <summary>Adds an error that names the property and its limits, if the value lies beyond them.</summary>
    public static void Check(ValidateOptionsResultBuilder result, TimeSpan value, string property, TimeSpan min, TimeSpan max)
    {
        if (value < min || value > max) result.AddError($"must be {min} to {max}, is {value}", property);
    }
}
