using System.Globalization;
using System.Text.Json.Serialization;
using Orchestrator.Contracts.Errors;
using Orchestrator.Contracts.Identifiers;
using Orchestrator.Contracts.Serialization;

namespace Orchestrator.Contracts.Streams;

/// <summary>
/// How far a reader of events has come. A commit has one position and may hold several events, so <c>42</c> reads "all of
/// commit 42 and what was before", and <c>42.2</c> "the first two events of commit 42 and what was before".
/// </summary>
[JsonConverter(typeof(IdentifierConverter<EventCursor>))]
public readonly record struct EventCursor : IIdentifier<EventCursor>
{
    /// <summary>A place in the journal.</summary>
    /// <param name="position">The position of a commit, 0 for the beginning.</param>
    /// <param name="events">How many of its events were seen; 0 when all were.</param>
    public EventCursor(long position, int events = 0) => (Position, Events) = (position, events);

    /// <summary>The position of the last commit of which something was seen; 0 before the first.</summary>
    public long Position { get; }

    /// <summary>How many of that commit's events were seen; 0 when all were.</summary>
    public int Events { get; }

    /// <summary>The position up to which all was seen.</summary>
    public long Whole => Events == 0 ? Position : Position - 1;

    /// <summary>The cursor as text.</summary>
    public string Value => Events == 0
        ? Position.ToString(CultureInfo.InvariantCulture)
        : string.Create(CultureInfo.InvariantCulture, $"{Position}.{Events}");

    /// <summary>Reads a cursor.</summary>
    /// <param name="text">The text as a caller gave it.</param>
    /// <param name="field">The field the text came from, named in the error.</param>
    /// <exception cref="ValidationException">It is no cursor.</exception>
    public static EventCursor Parse(string? text, string field = "after")
    {
        ReadOnlySpan<char> rest = text;
        int dot = rest.IndexOf('.');
        int events = 0;
        if (dot >= 0 && !(TryRead(rest[(dot + 1)..], out events) && events > 0)) throw Refused(field);
        return TryRead(dot < 0 ? rest : rest[..dot], out long position) && (events == 0 || position > 0)
            ? new(position, events)
            : throw Refused(field);
    }

    /// <inheritdoc/>
    public override string ToString() => Value;

    private static bool TryRead<T>(ReadOnlySpan<char> text, out T number)
        where T : struct, System.Numerics.IBinaryInteger<T> => T.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);

    private static ValidationException Refused(string field) => new(
        field, "must be the id of an event as it came, or a journal position: a whole number from 0, such as 42 or 42.1");
}
