using FsCheck;

namespace Orchestrator.Fuzz.Parsers;

/// <summary>A parser, the inputs it is given, and what must hold of each.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Inputs">Makes checks of one input each: they return what is wrong, or null, and throw only what is wrong too.</param>
internal sealed record ParserTarget(string Name, Gen<Check> Inputs)
{
    /// <summary>A parser of inputs of a type.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="inputs">The inputs.</param>
    /// <param name="check">What must hold; it throws, or returns what is wrong.</param>
    /// <param name="show">The input in words.</param>
    public static ParserTarget Of<T>(string name, Gen<T> inputs, Func<T, string?> check, Func<T, string> show) =>
        new(name, FsCheck.Fluent.Gen.Select(inputs, input => new Check(() => check(input), () => show(input))));
}

/// <summary>One input and what must hold of it.</summary>
/// <param name="Run">Returns what is wrong; null when nothing is.</param>
/// <param name="Show">The input in words.</param>
internal sealed record Check(Func<string?> Run, Func<string> Show);
