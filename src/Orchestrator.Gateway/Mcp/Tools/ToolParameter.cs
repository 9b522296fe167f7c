using System.Text.Json;
using System.Text.Json.Nodes;
using Orchestrator.Contracts.Errors;

namespace Orchestrator.Gateway.Mcp.Tools;

/// <summary>An argument of a tool, as its schema has it.</summary>
/// <param name="name">Its name, in lower snake case.</param>
/// <param name="schema">Makes its JSON schema.</param>
/// <param name="required">Whether it must be there.</param>
internal abstract class ToolParameter(string name, Func<JsonObject> schema, bool required)
{
    public string Name { get; } = name;

    public bool IsRequired { get; } = required;

    /// <summary>Its JSON schema, a new one each time.</summary>
    public JsonObject Schema() => schema();

    /// <summary>Refuses what a call says where it is not allowed.</summary>
    /// <exception cref="ValidationException">It is not allowed.</exception>
    public abstract void Check(IReadOnlyDictionary<string, JsonElement> arguments);
}

/// <summary>An argument of a tool that is read as a type.</summary>
/// <typeparam name="T">What it is read as.</typeparam>
/// <param name="name">Its name.</param>
/// <param name="schema">Makes its JSON schema.</param>
/// <param name="required">Whether it must be there.</param>
/// <param name="absent">What it is when it is not there.</param>
/// <param name="read">Reads it; throws a <see cref="ValidationException"/> that names it.</param>
internal sealed class ToolParameter<T>(string name, Func<JsonObject> schema, bool required, T absent, Func<JsonElement, T> read)
    : ToolParameter(name, schema, required)
{
    /// <summary>The same argument, but one that must be there.</summary>
    public ToolParameter<T> Required() => new(Name, Schema, required: true, absent, read);

    /// <inheritdoc/>
    public override void Check(IReadOnlyDictionary<string, JsonElement> arguments) => Read(arguments);

    /// <summary>What a call says.</summary>
    /// <exception cref="ValidationException">It says something that is not allowed, or nothing where it must.</exception>
    public T Read(IReadOnlyDictionary<string, JsonElement> arguments)
    {
        if (arguments.TryGetValue(Name, out JsonElement value) && value.ValueKind is not (JsonValueKind.Null or JsonValueKind.Undefined))
            return read(value);
        return IsRequired ? throw new ValidationException(Name, "is required") : absent;
    }
}
