using System.CommandLine;
using System.Text;
using Orchestrator.Cli.Api;
using Orchestrator.Cli.Output;
using Orchestrator.Contracts.Checkpoints;

namespace Orchestrator.Cli.Commands.Checkpoints;

/// <summary><c>orchestrator checkpoints get</c>: the snapshot, byte by byte as it was given.</summary>
internal sealed class GetCheckpointCommand : HostCommand
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    private readonly Argument<string> _id = new("ID") { Description = "The checkpoint" };
    private readonly Option<FileInfo?> _file = new("--file") { Description = "Where the snapshot is written; standard output when absent", HelpName = "FILE" };

    /// <summary>Makes the command.</summary>
    public GetCheckpointCommand(GlobalOptions globals)
        : base(globals, "get", "Reads the snapshot of a checkpoint")
    {
        Arguments.Add(_id);
        Options.Add(_file);
    }

    /// <inheritdoc/>
    public override IReadOnlyList<string> Examples => ["orchestrator checkpoints get chk_1700000000000_abc123def --file state.json"];

    /// <inheritdoc/>
    protected override async Task RunAsync(ParseResult arguments, HostApi host, CliOutput output, CancellationToken cancellationToken)
    {
        string path = HostPath.Of("checkpoints", arguments.GetRequiredValue(_id), "snapshot").ToString();
        if (arguments.GetValue(_file) is { } file)
        {
            long? size = output.Bars is null ? null : await SizeAsync(host, arguments.GetRequiredValue(_id), cancellationToken);
            await LongWork.RunAsync(output, "downloading", size, async done =>
            {
                await DownloadAsync(host, path, file.FullName, done, cancellationToken);
                return true;
            });
            return;
        }

        using var snapshot = new MemoryStream();
        await host.DownloadAsync(path, snapshot, Patience, cancellationToken);
        output.Json(Encoding.UTF8.GetString(snapshot.GetBuffer().AsSpan(0, (int)snapshot.Length)));
    }

    private static async Task<long?> SizeAsync(HostApi host, string id, CancellationToken cancellationToken) =>
        (await host.GetAsync(HostPath.Of("checkpoints", id).With("snapshot", "false").ToString(), cancellationToken)).Read<CheckpointView>().Size;

    // What is at the file's name is whole, or as it was.
    private static async Task DownloadAsync(HostApi host, string path, string file, Action<long> done, CancellationToken cancellationToken)
    {
        string part = $"{file}.part";
        try
        {
            await using (FileStream snapshot = File.Create(part))
            {
                await using var counted = new CountingStream(snapshot, done);
                await host.DownloadAsync(path, counted, Patience, cancellationToken);
            }

            File.Move(part, file, overwrite: true);
        }
        finally
        {
            File.Delete(part);
        }
    }
}
