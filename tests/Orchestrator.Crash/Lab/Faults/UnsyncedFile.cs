namespace Orchestrator.Crash.Lab.Faults;

/// <summary>
/// What of a file is not on disk yet: for each sector what stood there before each write since, and the sizes before. After an
/// fsync that failed, Linux takes pages for clean that never reached the disk; only writing them again makes them dirty.
/// </summary>
internal sealed class UnsyncedFile
{
    private const int SectorBytes = 512;
    private const int SectorsOfPage = 8;

    private readonly SortedDictionary<long, List<Version>> _sectors = [];
    private readonly List<(long Moment, long SizeBefore)> _sizes = [];

    /// <summary>A write, or the loss of a tail.</summary>
    public void Written(long moment, long offset, long length, long sizeBefore, ReadOnlyMemory<byte> old)
    {
        long end = offset + length;
        if (end > sizeBefore) _sizes.Add((moment, sizeBefore));
        for (long at = offset; at < end;)
        {
            long sector = at / SectorBytes;
            int count = (int)(Math.Min(end, (sector + 1) * SectorBytes) - at);
            int from = (int)Math.Min(at - offset, old.Length);
            int known = Math.Min(count, old.Length - from);
            Redirty(sector);
            Of(sector).Add(new Version(moment, at, count, old.Slice(from, known)));
            at += count;
        }
    }

    /// <summary>The file was made shorter.</summary>
    public void Truncated(long moment, long offset, long sizeBefore, ReadOnlyMemory<byte> tail)
    {
        _sizes.Add((moment, sizeBefore));
        if (tail.Length > 0) Written(moment, offset, tail.Length, sizeBefore, tail);
    }

    /// <summary>An fsync that began at a moment has succeeded.</summary>
    public void Synced(long moment)
    {
        foreach ((long sector, List<Version> versions) in _sectors.ToArray())
        {
            int last = versions.FindLastIndex(version => version.Moment < moment && !version.IsForgotten);
            versions.RemoveRange(0, last + 1);
            if (versions.Count == 0) _sectors.Remove(sector);
        }

        _sizes.RemoveAll(size => size.Moment < moment);
    }

    /// <summary>An fsync that began at a moment has failed.</summary>
    public void SyncFailed(long moment)
    {
        foreach (Version version in _sectors.Values.SelectMany(versions => versions).Where(version => version.Moment < moment)) version.IsForgotten = true;
    }

    /// <summary>Takes back what a power cut takes back.</summary>
    /// <param name="file">The file.</param>
    /// <param name="random">Which sectors got to disk all the same.</param>
    /// <returns>How many sectors are not what they were.</returns>
    public long Cut(string file, Random random)
    {
        if (!File.Exists(file) || (_sectors.Count == 0 && _sizes.Count == 0)) return 0;
        using FileStream stream = new(file, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
        int mode = random.Next(4);
        long lastSector = _sectors.Count == 0 ? 0 : _sectors.Keys.Max();
        long lost = 0;
        foreach ((long sector, List<Version> versions) in _sectors)
        {
            int kept = mode switch
            {
                0 => 0, // nothing got there
                1 => random.Next(versions.Count + 1), // each sector by itself
                2 => sector > lastSector - random.Next(1, 12) ? 0 : versions.Count, // the tail is torn
                _ => random.Next(10) == 0 ? random.Next(versions.Count + 1) : versions.Count, // nearly all
            };
            for (int i = versions.Count - 1; i >= kept; i--) versions[i].Restore(stream);
            if (kept < versions.Count) lost++;
        }

        // The size is a matter of its own: it may be on disk before what is in the file, which then reads as zeros.
        if (_sizes.Count > 0 && random.Next(3) > 0) stream.SetLength(_sizes[random.Next(_sizes.Count)].SizeBefore);
        return lost;
    }

    private List<Version> Of(long sector)
    {
        if (!_sectors.TryGetValue(sector, out List<Version>? versions)) _sectors[sector] = versions = [];
        return versions;
    }

    // The page goes to disk as a whole with the next fsync.
    private void Redirty(long sector)
    {
        long first = sector / SectorsOfPage * SectorsOfPage;
        for (long other = first; other < first + SectorsOfPage; other++)
        {
            if (!_sectors.TryGetValue(other, out List<Version>? versions)) continue;
            foreach (Version version in versions) version.IsForgotten = false;
        }
    }

    private sealed class Version(long moment, long offset, int length, ReadOnlyMemory<byte> old)
    {
        public long Moment => moment;

        public bool IsForgotten { get; set; }

        public void Restore(FileStream stream)
        {
            stream.Position = offset;
            stream.Write(old.Span);
            for (int i = old.Length; i < length; i++) stream.WriteByte(0);
        }
    }
}
