namespace Orleans.Runtime;

/// <summary>The ids of observers: <c>sys.client/client+number</c>, so that calls find the client that has it.</summary>
internal static class ClientIds
{
    private static readonly GrainType Type = GrainType.Create("sys.client");

    /// <summary>Makes the name of a client.</summary>
    public static string NewClient() => Guid.NewGuid().ToString("N");

    /// <summary>Makes the id of an observer of a client.</summary>
    public static GrainId NewObserver(string client) => GrainId.Create(Type, $"{client}+{Guid.NewGuid():N}");

    /// <summary>Whether an id is that of an observer.</summary>
    public static bool IsObserver(GrainId id) => id.Type == Type;

    /// <summary>Returns the client that has an observer.</summary>
    public static string ClientOf(GrainId id)
    {
        var key = id.Key.ToString();
        var plus = key.IndexOf('+', StringComparison.Ordinal);
        return plus < 0 ? key : key[..plus];
    }
}
