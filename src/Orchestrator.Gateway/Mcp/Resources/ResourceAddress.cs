using Orchestrator.Contracts.Errors;
using Orchestrator.Contracts.Identifiers;

namespace Orchestrator.Gateway.Mcp.Resources;

/// <summary>What a resource's address names.</summary>
/// <param name="Kind">Which kind of thing.</param>
/// <param name="Id">Its id.</param>
internal readonly record struct ResourceAddress(ResourceKind Kind, string Id)
{
    private const string Scheme = "orchestrator://";

    /// <summary>The address.</summary>
    public string Uri => $"{Scheme}{Word(Kind)}/{Id}";

    /// <summary>The template of all addresses of a kind.</summary>
    public static string Template(ResourceKind kind) => $"{Scheme}{Word(kind)}/{{{(kind == ResourceKind.Inbox ? "agent" : kind == ResourceKind.Tasks ? "board" : "id")}}}";

    /// <summary>Reads an address.</summary>
    /// <exception cref="ValidationException">It names nothing here.</exception>
    public static ResourceAddress Parse(string? uri)
    {
        foreach (ResourceKind kind in Enum.GetValues<ResourceKind>())
        {
            string prefix = $"{Scheme}{Word(kind)}/";
            if (uri is not null && uri.StartsWith(prefix, StringComparison.Ordinal) && IdentifierText.IsValid(uri.AsSpan(prefix.Length)))
                return new(kind, uri[prefix.Length..]);
        }

        throw new ValidationException("uri", $"must be one of {string.Join(", ", Enum.GetValues<ResourceKind>().Select(Template))}");
    }

    private static string Word(ResourceKind kind) => kind switch
    {
        ResourceKind.Session => "session",
        ResourceKind.Inbox => "inbox",
        _ => "tasks",
    };
}

/// <summary>The kinds of resources.</summary>
internal enum ResourceKind
{
    /// <summary>A session: how it stands.</summary>
    Session,

    /// <summary>An agent's inbox, looked at without taking anything out.</summary>
    Inbox,

    /// <summary>A board's open tasks.</summary>
    Tasks,
}
