namespace Orchestrator.Journal;

/// <summary>One numbered, reversible change of a database's schema.</summary>
/// <param name="Version">Its number, from 1, without gaps.</param>
/// <param name="Name">What it is called in its file's name.</param>
/// <param name="UpSql">The statements that make the change.</param>
/// <param name="DownSql">The statements that take it back.</param>
/// <param name="Checksum">SHA-256 of <paramref name="UpSql"/> with Unix line ends, lower-case hexadecimal.</param>
public sealed record Migration(int Version, string Name, string UpSql, string DownSql, string Checksum);
