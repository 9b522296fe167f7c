using System.ComponentModel;
using System.Diagnostics;
using System.Text;

namespace Orchestrator.Delivery.Programs;

/// <summary>A program that deliveries run. Never through a shell, so that no argument means more than itself.</summary>
/// <param name="program">Its name in the path, or its file.</param>
/// <param name="environment">Variables it gets besides the host's own.</param>
internal sealed class ExternalProgram(string program, IReadOnlyDictionary<string, string> environment)
{
    private const int MaxOutput = 1024 * 1024;
    private const int MaxError = 500;

    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false);

    /// <summary>Runs it to its end.</summary>
    /// <param name="arguments">Its arguments, each passed as it is.</param>
    /// <param name="input">What it reads from standard input; nothing when null.</param>
    /// <param name="cancellationToken">Kills it and what it started.</param>
    /// <exception cref="DeliveryException">It could not be started; trying again may help.</exception>
    public async Task<ProgramResult> RunAsync(
        IEnumerable<string> arguments, string? input, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        using Process process = Start(arguments);
        try
        {
            // All three streams move at once: a program that waits for one to be read would never read the other.
            Task<string> output = ReadAsync(process.StandardOutput, MaxOutput, cancellationToken);
            Task<string> error = ReadAsync(process.StandardError, MaxError, cancellationToken);
            await Task.WhenAll(output, error, WriteAsync(process.StandardInput.BaseStream, input, cancellationToken));
            await process.WaitForExitAsync(cancellationToken);
            return new(program, process.ExitCode, await output, (await error).Trim());
        }
        finally
        {
            Kill(process);
        }
    }

    private Process Start(IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Utf8,
            StandardErrorEncoding = Utf8,
        };
        foreach ((string name, string value) in environment) start.Environment[name] = value;
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception e)
        {
            throw new DeliveryException($"{program} could not be started; is it installed?", isPermanent: false, e);
        }
    }

    // To the pipe itself: a writer with a buffer would wait, when it is closed after a cancellation, until the program reads.
    private static async Task WriteAsync(Stream pipe, string? input, CancellationToken cancellationToken)
    {
        try
        {
            await pipe.WriteAsync(Utf8.GetBytes(input ?? ""), cancellationToken);
            pipe.Close();
        }
        catch (IOException)
        {
            // It ended before it read everything; its exit code and its errors say why.
        }
    }

    // Reads on beyond what is kept, because a full pipe would stop the program.
    private static async Task<string> ReadAsync(StreamReader stream, int max, CancellationToken cancellationToken)
    {
        var kept = new StringBuilder();
        char[] buffer = new char[4096];
        while (await stream.ReadAsync(buffer, cancellationToken) is > 0 and int count)
            kept.Append(buffer, 0, Math.Min(count, max - kept.Length));
        return kept.ToString();
    }

    private static void Kill(Process process)
    {
        try
        {
            if (!process.HasExited) process.Kill(entireProcessTree: true);
        }
        catch (Exception e) when (e is InvalidOperationException or Win32Exception or AggregateException)
        {
            // It ended by itself meanwhile, or parts of it did.
        }
    }
}
