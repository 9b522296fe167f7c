using System.Text;
using Orchestrator.Crash.Lab.Faults;

namespace Orchestrator.EndToEnd.Tests.Laboratory;

/// <summary>What the laboratory's power cuts take, and what they must leave.</summary>
public sealed class UnsyncedFileTests : IDisposable
{
    private const int Seeds = 200;

    private readonly string _folder = Directory.CreateTempSubdirectory("lab-").FullName;
    private long _moment;

    private string Path => System.IO.Path.Combine(_folder, "file");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void What_was_synced_stays()
    {
        foreach (string left in Cut(file =>
        {
            Write(file, 0, "acknowledged");
            file.Synced(++_moment);
        })) Assert.Equal("acknowledged", left);
    }

    [Fact]
    public void What_was_not_synced_can_vanish()
    {
        string[] left = Cut(file =>
        {
            Write(file, 0, "old");
            file.Synced(++_moment);
            Write(file, 0, "new");
        });

        Assert.Contains("old", left);
        Assert.Contains("new", left);
    }

    [Fact]
    public void A_sync_covers_what_was_written_before_it_began()
    {
        string[] left = Cut(file =>
        {
            Write(file, 0, "a");
            long begun = ++_moment;
            Write(file, 0, "b");
            file.Synced(begun);
        });

        Assert.Contains("a", left);
        Assert.DoesNotContain(string.Empty, left);
    }

    [Fact]
    public void After_a_sync_that_failed_the_next_one_saves_only_what_is_written_again()
    {
        string[] lost = Cut(file =>
        {
            Write(file, 0, "once");
            file.SyncFailed(++_moment);
            file.Synced(++_moment);
        });
        string[] saved = Cut(file =>
        {
            Write(file, 0, "once");
            file.SyncFailed(++_moment);
            Write(file, 0, "once");
            file.Synced(++_moment);
        });

        Assert.Contains(lost, left => left != "once");
        Assert.All(saved, left => Assert.Equal("once", left));
    }

    private string[] Cut(Action<UnsyncedFile> story)
    {
        var lefts = new string[Seeds];
        for (int seed = 0; seed < Seeds; seed++)
        {
            File.WriteAllText(Path, string.Empty);
            _moment = 0;
            var file = new UnsyncedFile();
            story(file);
            file.Cut(Path, new Random(seed));
            lefts[seed] = File.ReadAllText(Path);
        }

        return lefts;
    }

    private void Write(UnsyncedFile file, int offset, string text)
    {
        byte[] before = File.ReadAllBytes(Path);
        byte[] bytes = Encoding.ASCII.GetBytes(text);
        ReadOnlyMemory<byte> old = offset < before.Length ? before.AsMemory(offset, Math.Min(bytes.Length, before.Length - offset)) : default;
        file.Written(++_moment, offset, bytes.Length, before.Length, old);
        using FileStream stream = File.OpenWrite(Path);
        stream.Position = offset;
        stream.Write(bytes);
    }
}
