using System.Globalization;
using System.Text;
using Orchestrator.Crash.Checks;
using Orchestrator.Crash.Load;

namespace Orchestrator.Crash.Failover;

/// <summary>What was seen in a run.</summary>
internal sealed class FailoverReport(
    FailoverSettings settings, History history, TimeSpan began, TimeSpan ended, IReadOnlyList<(Fault Fault, TimeSpan At)> faults, Verdict verdict, int failures)
{
    private readonly Sent[] _sends = [.. history.Sends.OrderBy(sent => sent.Answered)];

    /// <summary>What must not have happened; empty is good.</summary>
    public IReadOnlyList<string> Violations => verdict.Violations;

    /// <summary>The longest that any send waited, from when it was due until it was answered.</summary>
    public TimeSpan LongestWait => LongestOf(_sends);

    /// <summary>The most attempts that one send took.</summary>
    public int MostAttempts => _sends.Select(sent => sent.Attempts).DefaultIfEmpty().Max();

    /// <summary>How many sends were acknowledged.</summary>
    public int Acknowledged => _sends.Length;

    /// <summary>As a table in Markdown.</summary>
    public string ToMarkdown()
    {
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture, $"### {settings.Name}").AppendLine()
            .AppendLine("| at | fault | longest wait of a send | sends whose answer took over 1 s | most attempts of a send |").AppendLine("| ---: | --- | ---: | ---: | ---: |");
        for (int i = 0; i < faults.Count; i++)
        {
            (Fault fault, TimeSpan at) = faults[i];
            TimeSpan until = i + 1 < faults.Count ? faults[i + 1].At : ended;
            Sent[] meanwhile = [.. _sends.Where(sent => sent.Answered >= at && sent.Answered < until)];
            text.AppendLine(
                CultureInfo.InvariantCulture,
                $"| {(at - began).TotalSeconds:N0} s | {fault.Words} | {LongestOf(meanwhile).TotalSeconds:N1} s | {meanwhile.Count(Late)} of {meanwhile.Length} | {meanwhile.Select(sent => sent.Attempts).DefaultIfEmpty().Max()} |");
        }

        return text.AppendLine().AppendLine(CultureInfo.InvariantCulture, $"{Summary}").ToString();
    }

    private string Summary =>
        $"{settings.Agents} agents, {_sends.Length:N0} sends acknowledged in {(ended - began).TotalSeconds:N0} s, {failures:N0} attempts without an answer, "
        + $"{history.Doubtful.Count} sends given up; {verdict.Messages:N0} messages in the transcripts, {history.Receipts.Count:N0} receipts, {verdict.Redelivered:N0} of them redeliveries. "
        + $"From due to answered: p50 {Percentile(0.5).TotalMilliseconds:N0} ms, p99 {Percentile(0.99).TotalMilliseconds:N0} ms, longest {LongestWait.TotalSeconds:N1} s. "
        + (verdict.Violations.Count == 0 ? "Lost 0, twice 0, out of order 0." : $"**{verdict.Violations.Count} violations:** {string.Join("; ", verdict.Violations)}");

    private static bool Late(Sent sent) => sent.Answered - sent.Begun > TimeSpan.FromSeconds(1);

    private static TimeSpan LongestOf(IEnumerable<Sent> sends) => sends.Select(sent => sent.Answered - sent.Begun).DefaultIfEmpty().Max();

    private TimeSpan Percentile(double part)
    {
        TimeSpan[] times = [.. _sends.Select(sent => sent.Answered - sent.Begun).Order()];
        return times.Length == 0 ? TimeSpan.Zero : times[(int)(part * (times.Length - 1))];
    }
}
