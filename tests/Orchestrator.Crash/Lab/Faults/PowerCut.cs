namespace Orchestrator.Crash.Lab.Faults;

/// <summary>
/// Makes a data folder what a power cut would have left of it. A killed process alone leaves all it wrote: it is in the system's
/// memory. So what the shim saw written and not fsynced is taken back, in part or as a whole. Names in folders are taken for
/// durable once they are made.
/// </summary>
internal static class PowerCut
{
    private const string MarkSuffix = "-unsynced";

    /// <summary>Cuts the power.</summary>
    /// <param name="writes">The shim's log of the process that was killed; it gets another name, for whoever wants to know why something was lost.</param>
    /// <param name="data">The data folder.</param>
    /// <param name="seed">Chooses what got to disk all the same.</param>
    /// <returns>How many sectors were lost.</returns>
    public static long Run(string writes, string data, int seed)
    {
        var random = new Random(seed);
        long lost = Replay(writes).OrderBy(file => file.Key, StringComparer.Ordinal).Sum(file => file.Value.Cut(file.Key, random));
        if (File.Exists(writes)) File.Move(writes, KeptName(writes)); // what is left now is on disk

        // The machine starts anew, which programs know by its boot id.
        foreach (string mark in Directory.GetFiles(data, $"*{MarkSuffix}"))
        {
            if (new FileInfo(mark).Length > 0) File.WriteAllText(mark, "11111111-1111-4111-8111-111111111111");
        }

        foreach (string shared in Directory.GetFiles(data, "*-shm")) File.Delete(shared);
        return lost;
    }

    private static string KeptName(string writes)
    {
        int cuts = 1;
        while (File.Exists($"{writes}-{cuts}")) cuts++;
        return $"{writes}-{cuts}";
    }

    // Several processes may have written one after the other; each numbers paths and syncs anew.
    private static Dictionary<string, UnsyncedFile> Replay(string writes)
    {
        Dictionary<string, UnsyncedFile> files = new(StringComparer.Ordinal);
        Dictionary<int, string> paths = [];
        Dictionary<long, long> begun = [];
        long moment = 0;
        foreach (WriteNote note in WriteLog.Read(writes))
        {
            moment++;
            switch (note.Kind)
            {
                case NoteKind.Path:
                    paths[note.Path] = note.Text;
                    break;
                case NoteKind.Rename:
                    if (files.Remove(paths[note.Path], out UnsyncedFile? moved)) files[note.Text] = moved;
                    paths[note.Path] = note.Text;
                    break;
                case NoteKind.Unlink:
                    files.Remove(paths[note.Path]);
                    break;
                case NoteKind.Write:
                    Of(note).Written(moment, note.Offset, note.Length, note.SizeBefore, note.Data);
                    break;
                case NoteKind.Truncate:
                    Of(note).Truncated(moment, note.Offset, note.SizeBefore, note.Data);
                    break;
                case NoteKind.SyncBegin:
                    begun[note.Offset] = moment;
                    break;
                case NoteKind.SyncEnd when note.Length == 0:
                    Of(note).Synced(begun[note.Offset]);
                    break;
                case NoteKind.SyncEnd:
                    Of(note).SyncFailed(begun[note.Offset]);
                    break;
            }
        }

        return files;

        UnsyncedFile Of(WriteNote note)
        {
            string path = paths[note.Path];
            if (!files.TryGetValue(path, out UnsyncedFile? file)) files[path] = file = new UnsyncedFile();
            return file;
        }
    }
}
