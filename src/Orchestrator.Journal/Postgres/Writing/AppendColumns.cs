using Npgsql;
using NpgsqlTypes;

namespace Orchestrator.Journal.Postgres.Writing;

/// <summary>The rows of one transaction, column by column, as <c>unnest</c> takes them. Used again for the next.</summary>
internal sealed class AppendColumns
{
    private readonly List<string> _grains = [];
    private readonly List<long> _sequences = [];
    private readonly List<string> _types = [];
    private readonly List<ReadOnlyMemory<byte>> _payloads = [];
    private readonly List<string> _metadata = [];
    private readonly List<DateTime> _at = [];

    public int Count => _grains.Count;

    /// <summary>The place of a row in its grain.</summary>
    public (string Grain, long Sequence) this[int row] => (_grains[row], _sequences[row]);

    public void Add(JournalAppend append)
    {
        _grains.Add(append.Grain);
        _sequences.Add(append.Sequence);
        _types.Add(append.Type);
        _payloads.Add(append.Payload.Memory);
        _metadata.Add(append.Metadata);
        _at.Add(DateTimeOffset.FromUnixTimeMilliseconds(append.At.ToUnixTimeMilliseconds()).UtcDateTime);
    }

    public void Clear()
    {
        _grains.Clear();
        _sequences.Clear();
        _types.Clear();
        _payloads.Clear();
        _metadata.Clear();
        _at.Clear();
    }

    /// <summary>Binds all columns, for as long as the statement lives: what is in them counts when it is executed.</summary>
    public void AddTo(NpgsqlParameterCollection parameters)
    {
        parameters.Add(Grains);
        parameters.Add(Sequences);
        parameters.Add(Types);
        parameters.Add(Payloads);
        parameters.Add(Metadata);
        parameters.Add(At);
    }

    public NpgsqlParameter Grains => Texts(_grains);

    public NpgsqlParameter Sequences =>
        new NpgsqlParameter<List<long>> { TypedValue = _sequences, NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Bigint };

    private NpgsqlParameter Types => Texts(_types);

    public NpgsqlParameter Payloads => new NpgsqlParameter<List<ReadOnlyMemory<byte>>>
    {
        TypedValue = _payloads,
        NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text,
    };

    public NpgsqlParameter Metadata => Texts(_metadata);

    private NpgsqlParameter At =>
        new NpgsqlParameter<List<DateTime>> { TypedValue = _at, NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.TimestampTz };

    private static NpgsqlParameter<List<string>> Texts(List<string> values) =>
        new() { TypedValue = values, NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text };
}
