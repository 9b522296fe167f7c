using Orchestrator.Delivery.Programs;
using Orchestrator.Delivery.Tests.Hosting;

namespace Orchestrator.Delivery.Tests.Programs;

public sealed class ExternalProgramTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("programs-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Arguments_reach_the_program_as_they_are()
    {
        ProgramResult result = await Program("printf").RunAsync(["%s|", "$HOME; `id`", "a b", "\"'\\", ""], null, CancellationToken.None);
        Assert.Equal("$HOME; `id`|a b|\"'\\||", result.RequireSuccess());
    }

    [Fact]
    public async Task Input_and_output_of_any_size_pass()
    {
        string text = string.Concat(Enumerable.Repeat("größer ☃\n", 20_000));
        Assert.Equal(text, (await Program("cat").RunAsync([], text, CancellationToken.None)).RequireSuccess());
    }

    [Fact]
    public async Task A_program_that_reads_nothing_is_no_failure()
    {
        ProgramResult result = await Program("true").RunAsync([], new string('x', 1_000_000), CancellationToken.None);
        Assert.Equal(0, result.ExitCode);
    }

    [Fact]
    public async Task A_failure_has_at_most_500_characters_of_the_errors()
    {
        ProgramResult result = await Program("sh").RunAsync(
            ["-c", "head -c 100000 /dev/zero | tr '\\0' x >&2; exit 3"], null, CancellationToken.None);
        DeliveryException failure = Assert.Throws<DeliveryException>(result.RequireSuccess);
        Assert.Equal($"sh failed with exit code 3: {new string('x', 500)}", failure.Message);
        Assert.False(failure.IsPermanent);
    }

    [Fact]
    public async Task A_program_that_is_missing_may_be_there_at_the_next_attempt()
    {
        DeliveryException failure = await Assert.ThrowsAsync<DeliveryException>(
            () => Program("/no/such/program").RunAsync([], null, CancellationToken.None));
        Assert.Equal("/no/such/program could not be started; is it installed?", failure.Message);
        Assert.False(failure.IsPermanent);
    }

    [Fact]
    public async Task A_cancellation_kills_the_program_and_what_it_started()
    {
        string file = Path.Combine(_folder, "children");
        using var stop = new CancellationTokenSource();
        Task<ProgramResult> running = Program("sh").RunAsync(
            ["-c", "sleep 1000 & echo $! $$ > \"$0.new\"; mv \"$0.new\" \"$0\"; wait", file], null, stop.Token);
        await Eventually.TrueAsync(() => Task.FromResult(File.Exists(file)), () => "it runs");

        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);

        foreach (string id in (await File.ReadAllTextAsync(file)).Split(' ', StringSplitOptions.TrimEntries))
            await Eventually.TrueAsync(() => Task.FromResult(HasEnded(id)), () => $"process {id} has ended");
    }

    [Fact]
    public async Task A_program_that_never_reads_its_input_can_be_given_up()
    {
        using var stop = new CancellationTokenSource();
        Task<ProgramResult> running = Program("sleep").RunAsync(["1000"], new string('x', 1_000_000), stop.Token);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running.WaitAsync(TimeSpan.FromSeconds(30)));
    }

    // A zombie has ended too; who has to collect it may be another process.
    private static bool HasEnded(string id)
    {
        try
        {
            return File.ReadAllLines($"/proc/{id}/status").Any(line => line.StartsWith("State:\tZ", StringComparison.Ordinal));
        }
        catch (IOException)
        {
            return true;
        }
    }

    private static ExternalProgram Program(string name) => new(name, new Dictionary<string, string>());
}
