using System.Collections.Frozen;
using SQLitePCL;

namespace Orchestrator.Cli.Commands.Sql;

/// <summary>Lets SQLite prepare queries and nothing else (https://sqlite.org/c3ref/set_authorizer.html).</summary>
internal sealed class ReadOnlyAuthorizer
{
    // Those that only tell; data_version is what full-text search asks for itself.
    private static readonly FrozenSet<string> Pragmas = new[]
    {
        "collation_list", "compile_options", "data_version", "database_list", "foreign_key_list", "function_list",
        "index_info", "index_list", "index_xinfo", "module_list", "pragma_list", "schema_version", "table_info",
        "table_list", "table_xinfo", "user_version",
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    // The codes that SQLitePCLRaw does not name: https://sqlite.org/c3ref/c_alter_table.html
    private static readonly FrozenDictionary<int, string> Names = new Dictionary<int, string>
    {
        [raw.SQLITE_INSERT] = "INSERT",
        [raw.SQLITE_UPDATE] = "UPDATE",
        [raw.SQLITE_DELETE] = "DELETE",
        [raw.SQLITE_ATTACH] = "ATTACH or VACUUM",
        [raw.SQLITE_DETACH] = "DETACH",
        [raw.SQLITE_TRANSACTION] = "a transaction",
        [raw.SQLITE_SAVEPOINT] = "a savepoint",
        [raw.SQLITE_REINDEX] = "REINDEX",
        [raw.SQLITE_ANALYZE] = "ANALYZE",
        [raw.SQLITE_ALTER_TABLE] = "ALTER TABLE",
    }.ToFrozenDictionary();

    // Held: SQLite keeps only the pointer.
    private readonly strdelegate_authorizer _callback;

    /// <summary>Makes an authorizer that no connection has yet.</summary>
    public ReadOnlyAuthorizer() => _callback = Authorize;

    /// <summary>What the last refused statement wanted.</summary>
    public string? Refused { get; private set; }

    /// <summary>Has a connection ask this.</summary>
    public void Guard(sqlite3 connection) => raw.sqlite3_set_authorizer(connection, _callback, user_data: null);

    private int Authorize(object userData, int action, string? first, string? second, string? database, string? view)
    {
        switch (action)
        {
            case raw.SQLITE_SELECT or raw.SQLITE_READ or raw.SQLITE_RECURSIVE:
            case raw.SQLITE_FUNCTION when !string.Equals(second, "load_extension", StringComparison.OrdinalIgnoreCase):
            case raw.SQLITE_PRAGMA when first is not null && Pragmas.Contains(first):
                return raw.SQLITE_OK;
            case raw.SQLITE_UPDATE when first is "sqlite_master":
                // How SQLite declares a virtual table (full-text search) to itself; nothing is written.
                return raw.SQLITE_OK;
            case raw.SQLITE_INSERT or raw.SQLITE_DELETE when first is "sqlite_master" or "sqlite_temp_master":
                Refused ??= "a change of the schema";
                return raw.SQLITE_DENY;
            case raw.SQLITE_FUNCTION:
                Refused ??= $"the function {second}";
                return raw.SQLITE_DENY;
            case raw.SQLITE_PRAGMA:
                Refused ??= $"PRAGMA {first}";
                return raw.SQLITE_DENY;
            default:
                Refused ??= Names.GetValueOrDefault(action, "a statement that changes something");
                return raw.SQLITE_DENY;
        }
    }
}
