using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Orchestrator.Journal.Postgres;

/// <summary>
/// The numbers of PostgreSQL's advisory locks, which belong to one database: the first 64 bits of SHA-256 of a name, so
/// that other users of the database hardly meet them.
/// </summary>
internal static class AdvisoryKey
{
    public static long Of(string name) =>
        BinaryPrimitives.ReadInt64BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes($"orchestrator/{name}")));
}
