namespace Orchestrator.Journal.Sqlite;

/// <summary>
/// Gives the write-ahead log its full size on disk before it is used. To fsync a file that grows, the file system
/// commits its own journal as well: ten times slower, measured, than overwriting. SQLite ignores what follows its last
/// valid frame, so zeros there mean nothing to it; and it takes no locks on this file that closing it could drop.
/// </summary>
internal static class WalReserve
{
    private const int ChunkBytes = 1 << 20;

    /// <summary>Fills the file with zeros up to the size, leaving what is in it.</summary>
    /// <exception cref="IOException">There is no room; the file is as it was.</exception>
    public static void Fill(string walFile, long bytes)
    {
        using FileStream file = new(walFile, FileMode.Open, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);
        long before = file.Length;
        if (before >= bytes)
            return;
        try
        {
            file.Seek(0, SeekOrigin.End);
            byte[] zeros = new byte[ChunkBytes];
            while (file.Position < bytes)
                file.Write(zeros, 0, (int)Math.Min(ChunkBytes, bytes - file.Position));
            file.Flush(flushToDisk: true);
        }
        catch (IOException)
        {
            file.SetLength(before);
            throw;
        }
    }
}
