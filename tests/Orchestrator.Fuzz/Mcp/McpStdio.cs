using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text;
using System.Text.Json;

namespace Orchestrator.Fuzz.Mcp;

/// <summary>The relay <c>orchestrator mcp</c> in a process of its own, spoken to over its pipes.</summary>
internal sealed class McpStdio : IAsyncDisposable
{
    private readonly Process _process;
    private readonly ConcurrentDictionary<long, TaskCompletionSource<string>> _waiting = new();
    private readonly StringBuilder _errors = new();
    private readonly Task _reading;

    private McpStdio(Process process)
    {
        _process = process;
        process.ErrorDataReceived += (_, line) =>
        {
            lock (_errors) _errors.AppendLine(line.Data);
        };
        process.BeginErrorReadLine();
        _reading = Task.Run(ReadAsync);
    }

    public bool HasEnded => _process.HasExited;

    /// <summary>What the relay said to people.</summary>
    public string Errors
    {
        get
        {
            lock (_errors) return _errors.ToString();
        }
    }

    public static async Task<McpStdio> StartAsync(Uri host, string token, string agent, CancellationToken stop)
    {
        var start = new ProcessStartInfo("dotnet") { UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (string argument in (string[])[Path.Combine(AppContext.BaseDirectory, "orchestrator.dll"), "mcp", "--agent", agent, "--url", host.ToString()]) start.ArgumentList.Add(argument);
        start.Environment["ORCHESTRATOR_TOKEN"] = token;
        var relay = new McpStdio(Process.Start(start)!);
        string initialize = """{"jsonrpc":"2.0","id":0,"method":"initialize","params":{"protocolVersion":"2025-11-25","capabilities":{},"clientInfo":{"name":"fuzz","version":"1"}}}""";
        await relay.AskAsync(new McpFrame(null, Encoding.UTF8.GetBytes(initialize)), stop);
        await relay.WriteAsync("""{"jsonrpc":"2.0","method":"notifications/initialized"}"""u8.ToArray(), stop);
        return relay;
    }

    /// <summary>Writes a message without waiting for its answer. Line breaks in it would make it several.</summary>
    public async Task WriteAsync(byte[] frame, CancellationToken stop)
    {
        byte[] line = [.. frame.Select(one => one is (byte)'\n' or (byte)'\r' ? (byte)' ' : one), (byte)'\n'];
        await _process.StandardInput.BaseStream.WriteAsync(line, stop);
        await _process.StandardInput.BaseStream.FlushAsync(stop);
    }

    /// <summary>Writes a request and waits for the answer with its id.</summary>
    /// <exception cref="OperationCanceledException">None came.</exception>
    public async Task<string> AskAsync(McpFrame frame, CancellationToken stop)
    {
        long id = frame.Id ?? throw new ArgumentException("it has no id", nameof(frame));
        var answer = _waiting.GetOrAdd(id, _ => new(TaskCreationOptions.RunContinuationsAsynchronously));
        await WriteAsync(frame.Bytes, stop);
        return await answer.Task.WaitAsync(stop);
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited) _process.Kill();
        await _process.WaitForExitAsync();
        await _reading;
        _process.Dispose();
    }

    private async Task ReadAsync()
    {
        while (await _process.StandardOutput.ReadLineAsync() is { } line)
        {
            try
            {
                using JsonDocument message = JsonDocument.Parse(line);
                if (message.RootElement.ValueKind == JsonValueKind.Object && message.RootElement.TryGetProperty("id", out JsonElement id) && id.ValueKind == JsonValueKind.Number && id.TryGetInt64(out long number)
                    && _waiting.TryRemove(number, out TaskCompletionSource<string>? waiting)) waiting.TrySetResult(line);
            }
            catch (JsonException)
            {
                lock (_errors) _errors.AppendLine($"no JSON on standard output: {line}");
            }
        }
    }
}
