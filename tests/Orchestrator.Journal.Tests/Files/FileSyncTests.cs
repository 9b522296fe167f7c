using Microsoft.Win32.SafeHandles;

namespace Orchestrator.Journal.Tests.Files;

public sealed class FileSyncTests
{
    [Fact]
    public void What_can_not_be_brought_to_disk_is_an_error()
    {
        using SafeFileHandle file = File.OpenHandle("/dev/full", FileMode.Open, FileAccess.Write);

        Assert.Throws<IOException>(() => FileSync.Run(file));
    }
}
