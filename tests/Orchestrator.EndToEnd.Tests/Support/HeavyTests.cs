namespace Orchestrator.EndToEnd.Tests.Support;

/// <summary>Tests that keep the whole machine busy, or measure seconds: one after the other.</summary>
[CollectionDefinition(Name)]
public sealed class HeavyTests
{
    public const string Name = "heavy";
}
