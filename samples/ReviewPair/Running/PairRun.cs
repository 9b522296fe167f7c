using Orchestrator.Contracts.Identifiers;

namespace ReviewPair.Running;

/// <summary>One run of the pair: two processes and what they wrote to each other.</summary>
internal sealed class PairRun(AgentId author, AgentId reviewer, Uri url)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan TablesPatience = TimeSpan.FromSeconds(30);

    /// <summary>Runs both to their ends and prints the transcript.</summary>
    public async Task RunAsync(
        string repository,
        int commits,
        int timeout,
        ITranscriptSource source,
        TextWriter output,
        CancellationToken cancellationToken)
    {
        using (var reviewing = ChildProcess.Start(["reviewer", "--once", "--url", $"{url}", "--name", $"{reviewer}"]))
        using (var writing = ChildProcess.Start(
            ["author", "--url", $"{url}", "--repo", repository, "--commits", $"{commits}", "--timeout", $"{timeout}", "--name", $"{author}", "--reviewer", $"{reviewer}"]))
        {
            // Whichever fails takes the other with it: using ends what still runs.
            Task first = await Task.WhenAny(writing.SucceedAsync(cancellationToken), reviewing.SucceedAsync(cancellationToken));
            await first;
            await writing.SucceedAsync(cancellationToken);
            await reviewing.SucceedAsync(cancellationToken);
        }

        new TranscriptPrinter(output).Print(await ReadWholeAsync(source, cancellationToken));
    }

    // The tables follow the journal: the author's last message stands in them after all the others.
    private async Task<IReadOnlyList<TranscriptEntry>> ReadWholeAsync(ITranscriptSource source, CancellationToken cancellationToken)
    {
        long began = TimeProvider.System.GetTimestamp();
        while (true)
        {
            IReadOnlyList<TranscriptEntry> entries =
                await source.ReadAsync(ConversationId.Direct(author, reviewer), cancellationToken);
            if (entries is [.., { Type: "notification" }]) return entries;
            if (TimeProvider.System.GetElapsedTime(began) > TablesPatience)
                throw new TimeoutException($"the tables do not show the whole transcript after {TablesPatience.TotalSeconds} seconds");
            await Task.Delay(Pause, TimeProvider.System, cancellationToken);
        }
    }
}
