using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using Microsoft.Extensions.Options;
using Orchestrator.Contracts.Mailboxes;

namespace Orchestrator.Delivery.Webhook;

/// <summary>
/// Posts messages to the recipients' URLs, signed as the Standard Webhooks specification has it. An answer 2xx is a
/// delivery. 4xx is a failure for good, but for 408, 425 and 429; so is a URL, a redirect or an address that is not
/// allowed. Everything else may be tried again. Reasons name scheme, host and port of a URL only: what comes behind may
/// hold a secret.
/// </summary>
internal sealed class WebhookDelivery : IDeliveryMethod, IDisposable
{
    private const int MaxRedirects = 3;

    private readonly WebhookOptions _options;
    private readonly TimeProvider _time;
    private readonly WebhookTargets _targets;
    private readonly WebhookSignature _signature;
    private readonly HttpMessageInvoker _http;

    public WebhookDelivery(IOptions<WebhookOptions> options, WebhookTargets targets, TimeProvider time)
    {
        _options = options.Value;
        _time = time;
        _targets = targets;
        _signature = new WebhookSignature(new[] { _options.Secret, _options.PreviousSecret }.OfType<string>());
        _http = new HttpMessageInvoker(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseProxy = false, // a proxy would resolve the name itself, past the check of the address
            UseCookies = false,
            Credentials = null,
            ConnectCallback = (context, stop) => _targets.ConnectAsync(context.DnsEndPoint, stop),
            ConnectTimeout = _options.Timeout,
            PooledConnectionLifetime = TimeSpan.FromMinutes(2), // names may get other addresses
            MaxResponseHeadersLength = 16, // KiB
            MaxResponseDrainSize = 4 * 1024,
            ResponseDrainTimeout = TimeSpan.FromSeconds(1),
            ActivityHeadersPropagator = DistributedContextPropagator.CreateNoOutputPropagator(), // traces stay inside
        });
    }

    public DeliveryMethod Method => DeliveryMethod.Webhook;

    public async Task DeliverAsync(OutgoingDelivery delivery, CancellationToken cancellationToken)
    {
        if (!Uri.TryCreate(delivery.Endpoints.WebhookUrl, UriKind.Absolute, out Uri? url))
            throw new DeliveryException($"agent {delivery.Recipient} has no webhook", isPermanent: true);
        byte[] body = new WebhookBody(delivery.Recipient, delivery.Attempt, delivery.Message).ToJson();
        await TimeLimit.KeepAsync(
            stop => PostAsync(url, delivery.Message.Id.Value, body, stop),
            _options.Timeout, _time, $"the webhook at {Place(url)}", cancellationToken);
    }

    public void Dispose() => _http.Dispose();

    private async Task PostAsync(Uri url, string id, byte[] body, CancellationToken cancellationToken)
    {
        for (int redirects = 0; ; redirects++)
        {
            _targets.Check(url);
            using HttpResponseMessage response = await SendAsync(url, id, body, cancellationToken);
            if (response.StatusCode is HttpStatusCode.TemporaryRedirect or HttpStatusCode.PermanentRedirect
                && redirects < MaxRedirects)
            {
                url = NextOf(url, response);
                continue;
            }

            if (response.IsSuccessStatusCode) return;
            throw Failure(url, (int)response.StatusCode);
        }
    }

    private async Task<HttpResponseMessage> SendAsync(Uri url, string id, byte[] body, CancellationToken cancellationToken)
    {
        long timestamp = _time.GetUtcNow().ToUnixTimeSeconds();
        using var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        request.Headers.UserAgent.Add(new ProductInfoHeaderValue("OrleansOrchestrator", productVersion: null));
        request.Headers.Add("webhook-id", id);
        request.Headers.Add("webhook-timestamp", timestamp.ToString(CultureInfo.InvariantCulture));
        request.Headers.Add("webhook-signature", _signature.Of(id, timestamp, body));
        try
        {
            return await _http.SendAsync(request, cancellationToken);
        }
        catch (HttpRequestException e)
        {
            if (e.InnerException is DeliveryException refused)
                throw new DeliveryException(refused.Message, refused.IsPermanent, e);
            throw new DeliveryException(
                $"the webhook at {Place(url)} could not be reached: {Words(e.HttpRequestError)}", isPermanent: false, e);
        }
    }

    // Only redirects that keep the method are followed; the others would turn the message into a GET without it. Nor from
    // https to http, where anyone on the way could read it.
    private static Uri NextOf(Uri url, HttpResponseMessage response)
    {
        if (response.Headers.Location is not { } location || !Uri.TryCreate(url, location, out Uri? next))
            throw new DeliveryException($"the webhook at {Place(url)} redirects to nowhere", isPermanent: false);
        if (url.Scheme == Uri.UriSchemeHttps && next.Scheme == Uri.UriSchemeHttp)
            throw new DeliveryException($"the webhook at {Place(url)} redirects from https to http", isPermanent: true);
        return next;
    }

    private static DeliveryException Failure(Uri url, int status)
    {
        string reason = status switch
        {
            307 or 308 => $"the webhook at {Place(url)} redirects more than {MaxRedirects} times",
            >= 300 and < 400 => $"the webhook at {Place(url)} answered {status}; of redirects only 307 and 308 are followed",
            _ => $"the webhook at {Place(url)} answered {status}",
        };
        return new DeliveryException(reason, isPermanent: status is >= 400 and < 500 and not (408 or 425 or 429));
    }

    private static string Place(Uri url) => $"{url.Scheme}://{url.Authority}";

    private static string Words(HttpRequestError error) => error switch
    {
        HttpRequestError.NameResolutionError => "its name has no address",
        HttpRequestError.ConnectionError => "no connection",
        HttpRequestError.SecureConnectionError => "no secure connection",
        HttpRequestError.ResponseEnded => "the connection ended before an answer",
        _ => "its answer is not HTTP",
    };
}
