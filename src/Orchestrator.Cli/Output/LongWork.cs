using System.Runtime.InteropServices;
using Spectre.Console;

namespace Orchestrator.Cli.Output;

/// <summary>Work that takes long enough for a person to wonder: a bar on the terminal's error stream while it lasts, else nothing.</summary>
internal static class LongWork
{
    /// <summary>Does work of which nobody knows how long it takes.</summary>
    /// <param name="output">Knows whether a person looks.</param>
    /// <param name="what">What is done, such as <c>archiving sessions</c>.</param>
    /// <param name="work">The work.</param>
    public static Task<T> RunAsync<T>(CliOutput output, string what, Func<Task<T>> work) => RunAsync(output, what, total: null, _ => work());

    /// <summary>Does work on bytes.</summary>
    /// <param name="output">Knows whether a person looks.</param>
    /// <param name="what">What is done.</param>
    /// <param name="total">How many bytes there are; null when nobody knows.</param>
    /// <param name="work">The work; it is given what to tell how many bytes are done.</param>
    public static async Task<T> RunAsync<T>(CliOutput output, string what, long? total, Func<Action<long>, Task<T>> work)
    {
        if (output.Bars is not { } console) return await work(_ => { });

        // The bar hides the cursor. Who is interrupted ends at once, and must not leave the shell without one.
        using PosixSignalRegistration interrupted = PosixSignalRegistration.Create(PosixSignal.SIGINT, _ => console.Cursor.Show(show: true));
        return await console.Progress()
            .AutoClear(true)
            .HideCompleted(false)
            .Columns(total is null
                ? [new SpinnerColumn(), new TaskDescriptionColumn(), new ElapsedTimeColumn()]
                : [new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new DownloadedColumn(), new RemainingTimeColumn()])
            .StartAsync(async context =>
            {
                ProgressTask task = context.AddTask(Markup.Escape(Printable.Line(what)), maxValue: total is > 0 and var bytes ? bytes : 1);
                task.IsIndeterminate = total is null;
                return await work(done => task.Value = done);
            });
    }
}
