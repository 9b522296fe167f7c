using Microsoft.Extensions.Options;
using Orchestrator.Journal.Checkpoints;
using static Orchestrator.Journal.Tests.Checkpoints.StoredSnapshots;

namespace Orchestrator.Journal.Tests.Checkpoints;

public sealed class CheckpointOptionsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Defaults_and_keys_of_a_file_of_its_owner_are_allowed()
    {
        string file = KeyFile($"# since 2026\nold {NewKey()}\n\n  new\t{NewKey()}\n", UnixFileMode.UserRead | UnixFileMode.UserWrite);

        Assert.True(Validate(new CheckpointOptions()).Succeeded);
        Assert.True(Validate(new CheckpointOptions { KeyFile = file, ActiveKey = "new" }).Succeeded);
        Assert.Equal("new", new CheckpointKeys(new CheckpointOptions { KeyFile = file, ActiveKey = "new" }).Active?.Id);
    }

    [Fact]
    public void A_key_file_that_others_may_read_is_refused()
    {
        if (OperatingSystem.IsWindows()) return;
        string file = KeyFile($"k {NewKey()}", UnixFileMode.UserRead | UnixFileMode.GroupRead);
        AssertRefused(new CheckpointOptions { KeyFile = file }, "chmod 600");
    }

    [Fact]
    public void What_can_not_work_is_refused_with_its_name_and_without_the_key()
    {
        string key = NewKey();
        AssertRefused(Of(("k", "c2hvcnQgc2VjcmV0")), "Checkpoints:Keys:k");
        AssertRefused(Of(("k", $"{key}{key}")), "Checkpoints:Keys:k");
        AssertRefused(Of(("../k", key)), "id");
        AssertRefused(Of(("a", key), ("b", key)), "Checkpoints:ActiveKey is missing");
        AssertRefused(Of(("a", key)) with { ActiveKey = "b" }, "Checkpoints:ActiveKey");
        AssertRefused(Of(("a", key)) with { KeyFile = KeyFile($"a {key}", UnixFileMode.UserRead) }, "another key");
        AssertRefused(new CheckpointOptions { KeyFile = _folder.File("none") }, "Checkpoints:KeyFile");
        AssertRefused(new CheckpointOptions { RetentionDays = 0 }, "Checkpoints:RetentionDays");
        AssertRefused(new CheckpointOptions { MaxBytes = 1L << 30 }, "Checkpoints:MaxBytes");
        Assert.DoesNotContain(key, Of(("a", key)).ToString(), StringComparison.Ordinal);
    }

    private static CheckpointOptions Of(params (string Id, string Key)[] keys) => new() { Keys = keys.ToDictionary(k => k.Id, k => k.Key) };

    private static ValidateOptionsResult Validate(CheckpointOptions options) => new CheckpointOptionsValidator().Validate(null, options);

    private static void AssertRefused(CheckpointOptions options, string name)
    {
        ValidateOptionsResult result = Validate(options);
        Assert.True(result.Failed, name);
        Assert.Contains(name, result.FailureMessage, StringComparison.Ordinal);
        Assert.All(options.Keys.Values, key => Assert.DoesNotContain(key, result.FailureMessage, StringComparison.Ordinal));
    }

    private string KeyFile(string text, UnixFileMode mode)
    {
        string file = _folder.File(Guid.NewGuid().ToString("N"));
        File.WriteAllText(file, text);
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(file, mode);
        return file;
    }
}
