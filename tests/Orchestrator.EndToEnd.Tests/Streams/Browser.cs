using System.Net.WebSockets;
using System.Text.Json;
using Orchestrator.Testing;

namespace Orchestrator.EndToEnd.Tests.Streams;

/// <summary>A real browser with one page, driven over its own debugging protocol.</summary>
internal sealed class Browser : IAsyncDisposable
{
    private const string Announcement = "DevTools listening on ";

    private readonly InstalledProgram _program;
    private readonly ClientWebSocket _socket = new();
    private readonly string _profile;
    private int _calls;

    private Browser(InstalledProgram program, string profile) => (_program, _profile) = (program, profile);

    public static async Task<Browser> StartAsync()
    {
        string profile = Directory.CreateTempSubdirectory("orchestrator-browser-").FullName;
        InstalledProgram program = InstalledProgram.Start(
            "chromium",
            "chromium",
            [
                "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run", "--disable-extensions",
                "--remote-debugging-port=0", $"--user-data-dir={profile}", "about:blank",
            ]);
        var browser = new Browser(program, profile);
        try
        {
            using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
            while (await program.Process.StandardError.ReadLineAsync(patience.Token) is { } line)
            {
                int at = line.IndexOf(Announcement, StringComparison.Ordinal);
                if (at < 0) continue;
                _ = program.Process.StandardError.ReadToEndAsync(CancellationToken.None); // or its pipe fills up
                await browser._socket.ConnectAsync(await PageAsync(new Uri(line[(at + Announcement.Length)..]), patience.Token), patience.Token);
                return browser;
            }

            throw new InvalidOperationException("chromium did not start");
        }
        catch
        {
            await browser.DisposeAsync();
            throw;
        }
    }

    /// <summary>Opens a page.</summary>
    public async Task OpenAsync(Uri page)
    {
        await CallAsync("Page.navigate", new { url = page.ToString() });
        while (await EvaluateAsync("document.readyState + ' ' + location.href") is var state && state.GetString() != $"complete {page}")
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, CancellationToken.None);
    }

    /// <summary>Runs a script in the page.</summary>
    public async Task<JsonElement> EvaluateAsync(string script)
    {
        JsonElement answer = await CallAsync("Runtime.evaluate", new { expression = script, returnByValue = true });
        Assert.False(answer.TryGetProperty("exceptionDetails", out JsonElement details), $"{details}");
        return answer.GetProperty("result").TryGetProperty("value", out JsonElement value) ? value : default;
    }

    public async ValueTask DisposeAsync()
    {
        _socket.Dispose();
        await _program.DisposeAsync();
        Directory.Delete(_profile, recursive: true);
    }

    private static async Task<Uri> PageAsync(Uri browser, CancellationToken cancellationToken)
    {
        using var http = new HttpClient();
        using JsonDocument targets = JsonDocument.Parse(
            await http.GetStringAsync(new Uri($"http://127.0.0.1:{browser.Port}/json/list"), cancellationToken));
        JsonElement page = targets.RootElement.EnumerateArray().First(target => target.GetProperty("type").GetString() == "page");
        return new Uri(page.GetProperty("webSocketDebuggerUrl").GetString()!);
    }

    private async Task<JsonElement> CallAsync(string method, object parameters)
    {
        int id = ++_calls;
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        await _socket.SendAsync(
            JsonSerializer.SerializeToUtf8Bytes(new { id, method, @params = parameters }), WebSocketMessageType.Text, endOfMessage: true, patience.Token);
        while (true)
        {
            JsonElement message = await ReceiveAsync(patience.Token);
            if (message.TryGetProperty("id", out JsonElement answered) && answered.GetInt32() == id) return message.GetProperty("result");
        }
    }

    private async Task<JsonElement> ReceiveAsync(CancellationToken cancellationToken)
    {
        using var message = new MemoryStream();
        byte[] buffer = new byte[64 * 1024];
        ValueWebSocketReceiveResult part;
        do
        {
            part = await _socket.ReceiveAsync(buffer.AsMemory(), cancellationToken);
            await message.WriteAsync(buffer.AsMemory(0, part.Count), cancellationToken);
        }
        while (!part.EndOfMessage);
        using JsonDocument document = JsonDocument.Parse(message.ToArray());
        return document.RootElement.Clone();
    }
}
