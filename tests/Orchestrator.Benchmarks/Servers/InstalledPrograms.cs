namespace Orchestrator.Benchmarks.Servers;

/// <summary>Where programs of Debian's packages are.</summary>
internal static class InstalledPrograms
{
    /// <summary>The program's path, or null when it is not installed.</summary>
    /// <param name="name">Its file name.</param>
    /// <param name="folders">Where else it may be than in the path; these come first.</param>
    public static string? Find(string name, params IEnumerable<string> folders) =>
        folders.Concat((Environment.GetEnvironmentVariable("PATH") ?? string.Empty).Split(Path.PathSeparator))
            .Select(folder => Path.Combine(folder, name)).FirstOrDefault(File.Exists);

    /// <summary>A program of PostgreSQL, of the newest version there is.</summary>
    public static string? FindPostgres(string name) => Find(
        name,
        Directory.Exists("/usr/lib/postgresql")
            ? Directory.GetDirectories("/usr/lib/postgresql").OrderDescending(StringComparer.Ordinal).Select(version => Path.Combine(version, "bin"))
            : []);
}
