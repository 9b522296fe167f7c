namespace Orchestrator.Crash.Lab.Faults;

/// <summary>Reads the shim's log, which may end amid a note when its process was killed.</summary>
internal static class WriteLog
{
    private const int HeadBytes = 40;

    /// <summary>Takes away what a killed process left of its last note, so that the next one can go on.</summary>
    public static void Trim(string file)
    {
        if (!File.Exists(file)) return;
        long whole = Read(file).Sum(note => (long)HeadBytes + note.Data.Length);
        using FileStream stream = new(file, FileMode.Open, FileAccess.Write);
        stream.SetLength(whole);
    }

    /// <summary>Reads all whole notes; none where there is no file.</summary>
    public static IEnumerable<WriteNote> Read(string file)
    {
        if (!File.Exists(file)) yield break;
        byte[] bytes = File.ReadAllBytes(file);
        for (int at = 0; at + HeadBytes <= bytes.Length;)
        {
            long data = BitConverter.ToInt64(bytes, at + 32);
            if (at + HeadBytes + data > bytes.Length) yield break;
            yield return new WriteNote(
                (NoteKind)BitConverter.ToInt32(bytes, at),
                BitConverter.ToInt32(bytes, at + 4),
                BitConverter.ToInt64(bytes, at + 8),
                BitConverter.ToInt64(bytes, at + 16),
                BitConverter.ToInt64(bytes, at + 24),
                bytes.AsMemory(at + HeadBytes, (int)data));
            at += HeadBytes + (int)data;
        }
    }
}
