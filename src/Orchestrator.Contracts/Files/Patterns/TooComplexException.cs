using System.Diagnostics.CodeAnalysis;

namespace Orchestrator.Contracts.Files.Patterns;

/// <summary>Two patterns could not be compared in the time there is. Whether they overlap is not known.</summary>
[SuppressMessage("Design", "CA1032", Justification = "It says one thing, to who compares.")]
public sealed class TooComplexException() : Exception("the patterns have too many wildcards to be compared");
