using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Microsoft.OpenApi;
using Orchestrator.Contracts.Errors;

namespace Orchestrator.Gateway.Requests;

/// <summary>A parameter in a query string: its name, its meaning and its values stand in one place.</summary>
/// <param name="name">Its name.</param>
/// <param name="description">What it is for.</param>
internal abstract class QueryParameter(string name, string description)
{
    public string Name { get; } = name;

    public string Description { get; } = description;

    /// <summary>Whether it must be there.</summary>
    public bool IsRequired { get; init; }

    /// <summary>Its values, for the OpenAPI document.</summary>
    public abstract OpenApiSchema Schema { get; }

    /// <summary>Its text in a request; null when it is absent.</summary>
    /// <exception cref="ValidationException">It is there more than once or holds a NUL.</exception>
    protected string? Text(HttpRequest request)
    {
        StringValues values = request.Query[Name];
        if (values.Count == 0) return null;
        if (values.Count > 1) throw new ValidationException(Name, "must be given once");
        string text = values[0] ?? string.Empty;
        return text.Contains('\0', StringComparison.Ordinal)
            ? throw new ValidationException(Name, "must not contain a NUL character")
            : text;
    }
}

/// <summary>A parameter with values of one type.</summary>
/// <typeparam name="T">The type; the absent value is among its values.</typeparam>
/// <param name="name">Its name.</param>
/// <param name="description">What it is for.</param>
/// <param name="schema">Its values, for the OpenAPI document.</param>
/// <param name="absent">Its value when it is not given.</param>
/// <param name="parse">Reads a text given for it, or throws a <see cref="ValidationException"/> with its name.</param>
internal sealed class QueryParameter<T>(
    string name, string description, Func<OpenApiSchema> schema, T absent, Func<string, T> parse)
    : QueryParameter(name, description)
{
    /// <inheritdoc/>
    public override OpenApiSchema Schema => schema();

    /// <summary>Its value in a request.</summary>
    /// <exception cref="ValidationException">It is not allowed.</exception>
    public T Read(HttpRequest request) => Text(request) switch
    {
        { } text => parse(text),
        null when IsRequired => throw new ValidationException(Name, "is required"),
        null => absent,
    };
}
