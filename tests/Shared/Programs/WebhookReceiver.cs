using System.Collections.Concurrent;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Orchestrator.Testing;

/// <summary>A real HTTP server on a free port of its own, which keeps what it is sent.</summary>
public sealed class WebhookReceiver : IAsyncDisposable
{
    private readonly WebApplication _application;
    private readonly ConcurrentQueue<ReceivedPost> _received = new();

    private WebhookReceiver(WebApplication application) => _application = application;

    /// <summary>All requests, in their order.</summary>
    public IReadOnlyList<ReceivedPost> Received => [.. _received];

    public int Port => new Uri(_application.Urls.Single()).Port;

    public string Url(string pathAndQuery, string host = "127.0.0.1") => $"http://{host}:{Port}{pathAndQuery}";

    /// <summary>Starts one that answers in its own way.</summary>
    public static async Task<WebhookReceiver> StartAsync(Func<HttpContext, Task> answer)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        WebApplication application = builder.Build();
        var receiver = new WebhookReceiver(application);
        application.Run(async context =>
        {
            using var body = new StreamReader(context.Request.Body, Encoding.UTF8);
            receiver._received.Enqueue(new ReceivedPost(
                context.Request.Method,
                context.Request.Path + context.Request.QueryString,
                await body.ReadToEndAsync(),
                context.Request.Headers.ToDictionary(h => h.Key, h => h.Value.ToString(), StringComparer.OrdinalIgnoreCase)));
            await answer(context);
        });
        await application.StartAsync();
        return receiver;
    }

    /// <summary>Starts one that answers with one status.</summary>
    public static Task<WebhookReceiver> StartAsync(int status = 204) => StartAsync(context =>
    {
        context.Response.StatusCode = status;
        return Task.CompletedTask;
    });

    /// <summary>Starts one that redirects all requests but those to <c>/end</c>.</summary>
    public static Task<WebhookReceiver> StartRedirectingAsync(int status, Func<string, string?> location) => StartAsync(context =>
    {
        if (context.Request.Path != "/end")
        {
            context.Response.StatusCode = status;
            if (location(context.Request.Path!) is { } next) context.Response.Headers.Location = next;
        }

        return Task.CompletedTask;
    });

    public async ValueTask DisposeAsync()
    {
        using var now = new CancellationTokenSource();
        await now.CancelAsync();
        await _application.StopAsync(now.Token);
        await _application.DisposeAsync();
    }
}

public sealed record ReceivedPost(string Method, string PathAndQuery, string Body, IReadOnlyDictionary<string, string> Headers);
