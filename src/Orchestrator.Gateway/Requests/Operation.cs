using System.Collections.Frozen;

namespace Orchestrator.Gateway.Requests;

/// <summary>What an endpoint is, for the rules that all requests share and for the OpenAPI document.</summary>
internal sealed record Operation
{
    /// <summary>Its name, unique, such as <c>createSession</c>.</summary>
    public required string Name { get; init; }

    /// <summary>What it does, in a sentence.</summary>
    public required string Summary { get; init; }

    /// <summary>What it reads or changes.</summary>
    public required OperationKind Kind { get; init; }

    /// <summary>The query parameters it takes.</summary>
    public IReadOnlyList<QueryParameter> Parameters
    {
        get;
        init
        {
            field = value;
            Names = value.Select(parameter => parameter.Name).ToFrozenSet(StringComparer.OrdinalIgnoreCase);
        }
    } = [];

    /// <summary>The names of the parameters, in any case.</summary>
    public FrozenSet<string> Names { get; private init; } = [];
}

/// <summary>What an operation reads or changes.</summary>
internal enum OperationKind
{
    /// <summary>Changes a grain: takes an idempotency key, answers with its journal position.</summary>
    Command,

    /// <summary>Reads a grain: always fresh.</summary>
    Read,

    /// <summary>Tells of what happens for as long as the caller listens.</summary>
    Stream,

    /// <summary>Reads the tables, which follow the journal: <c>minPosition</c> says from where on.</summary>
    Query,
}
