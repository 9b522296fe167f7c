using Orchestrator.Fuzz.Hosting;

namespace Orchestrator.Fuzz;

/// <summary>
/// Whether the host's live objects stay within bounds. What inputs register stays, so some growth is due; it is judged by what is
/// left after full collections in the second half of the requests, for each request.
/// </summary>
internal sealed class MemoryWatch(FuzzedHost host)
{
    /// <summary>
    /// What a request may leave behind on average, many times less than its body: most name something new, whose grain stays in
    /// memory until it was idle for a quarter of an hour.
    /// </summary>
    public const double AllowedBytesPerRequest = 1_024;

    private static readonly TimeSpan Every = TimeSpan.FromSeconds(10);
    private readonly List<(long Requests, long Bytes)> _looks = [];
    private TimeSpan _next;

    public bool Flat => _looks.Count < 4 || BytesPerRequest <= AllowedBytesPerRequest;

    private double BytesPerRequest
    {
        get
        {
            var half = _looks[(_looks.Count / 2)..];
            double requests = half.Average(look => (double)look.Requests);
            double bytes = half.Average(look => (double)look.Bytes);
            double spread = half.Sum(look => (look.Requests - requests) * (look.Requests - requests));
            return spread == 0 ? 0 : half.Sum(look => (look.Requests - requests) * (look.Bytes - bytes)) / spread;
        }
    }

    /// <summary>Looks, if it is time again.</summary>
    public async Task LookAsync(TimeSpan now, long requests, CancellationToken stop)
    {
        if (now < _next) return;
        _next = now + Every;
        _looks.Add((requests, await host.LiveBytesAsync(stop)));
    }

    public override string ToString() => _looks.Count < 4
        ? $"live objects: {string.Join(", ", _looks.Select(look => $"{look.Bytes >> 20} MiB"))}"
        : $"live objects: {_looks[0].Bytes / 1048576.0:N1} MiB, {_looks[_looks.Count / 2].Bytes / 1048576.0:N1} MiB at half, {_looks[^1].Bytes / 1048576.0:N1} MiB at the end; {BytesPerRequest:N0} bytes for each request of the second half "
            + $"({AllowedBytesPerRequest:N0} allowed): {(Flat ? "FLAT" : "GROWS")}";
}
