using System.Net;
using System.Text.Json;

namespace Orchestrator.Crash.Load;

/// <summary>What a gateway answered.</summary>
/// <param name="Status">The status; below 500.</param>
/// <param name="Body">The JSON; undefined when there was none.</param>
/// <param name="Position">The journal position, if it said one.</param>
/// <param name="Attempts">How many attempts it took.</param>
internal sealed record Reply(HttpStatusCode Status, JsonElement Body, long? Position, int Attempts)
{
    public bool Succeeded => (int)Status is >= 200 and < 300;

    public static Reply Of(HttpResponseMessage answer, byte[] bytes, int attempts)
    {
        JsonElement body = default;
        if (bytes.Length > 0)
        {
            using JsonDocument document = JsonDocument.Parse(bytes);
            body = document.RootElement.Clone();
        }

        long? position = answer.Headers.TryGetValues("Journal-Position", out IEnumerable<string>? values) ? long.Parse(values.Single()) : null;
        return new Reply(answer.StatusCode, body, position, attempts);
    }
}
