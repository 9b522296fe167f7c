namespace Orleans.Runtime;

/// <summary>
/// The books of the callers that wait for responses. No timer per call: one sweep looks at all of them.
/// Sharded by processor, so that callers do not wait for each other.
/// </summary>
internal sealed class ResponseDeadlines : IDisposable
{
    /// <summary>How many shards spare callers from waiting for each other.</summary>
    public static readonly int ShardsForAllProcessors = Environment.ProcessorCount * 2;

    private readonly Shard[] _shards;
    private readonly TimeProvider _time;
    private readonly Action<IReadOnlyList<GrainRequest>> _onExpired;
    private readonly ITimer _sweep;

    /// <summary>Opens the books.</summary>
    public ResponseDeadlines(
        TimeProvider time, TimeSpan shortestTimeout, Action<IReadOnlyList<GrainRequest>> onExpired, int shards)
    {
        _shards = new Shard[shards];
        for (var i = 0; i < _shards.Length; i++) _shards[i] = new();
        _time = time;
        _onExpired = onExpired;
        var period = shortestTimeout < TimeSpan.FromSeconds(1) ? shortestTimeout : TimeSpan.FromSeconds(1);
        using (ExecutionContext.SuppressFlow())
        {
            _sweep = time.CreateTimer(static state => ((ResponseDeadlines)state!).Sweep(), this, period, period);
        }
    }

    /// <summary>Enters a request.</summary>
    public void Add(GrainRequest request, TimeSpan timeout)
    {
        request.WaitingSince = _time.GetTimestamp();
        request.ResponseTimeout = timeout;
        _shards[Thread.GetCurrentProcessorId() % _shards.Length].Add(request);
    }

    /// <summary>Returns all requests without a response.</summary>
    public List<GrainRequest> Outstanding()
    {
        var all = new List<GrainRequest>();
        foreach (var shard in _shards) shard.CopyTo(all);
        return all;
    }

    /// <summary>Fails all requests without a response.</summary>
    public void FailAll(Func<GrainRequest, Exception> reason)
    {
        foreach (var request in Outstanding()) request.TryFail(reason(request));
    }

    /// <inheritdoc/>
    public void Dispose() => _sweep.Dispose();

    private void Sweep()
    {
        var expired = new List<GrainRequest>();
        foreach (var shard in _shards) shard.CollectExpired(_time, expired);
        if (expired.Count > 0) _onExpired(expired);
    }

    /// <summary>A part of the books with a lock of its own.</summary>
    internal sealed class Shard
    {
        private readonly Lock _gate = new();
        private GrainRequest? _head;

        /// <summary>Enters a request.</summary>
        public void Add(GrainRequest request)
        {
            lock (_gate)
            {
                request.ShardNext = _head;
                if (_head is not null) _head.ShardPrevious = request;
                _head = request;
                request.Shard = this;
            }

            // Completed before it was entered: nobody else will strike it out.
            if (request.Completion.IsCompleted) Remove(request);
        }

        /// <summary>Strikes a request out.</summary>
        public void Remove(GrainRequest request)
        {
            lock (_gate)
            {
                if (request.Shard is null) return;
                if (request.ShardNext is { } next) next.ShardPrevious = request.ShardPrevious;
                if (request.ShardPrevious is { } previous)
                    previous.ShardNext = request.ShardNext;
                else
                    _head = request.ShardNext;

                request.ShardNext = request.ShardPrevious = null;
                request.Shard = null;
            }
        }

        /// <summary>Lists all requests.</summary>
        public void CopyTo(List<GrainRequest> all)
        {
            lock (_gate)
            {
                for (var request = _head; request is not null; request = request.ShardNext) all.Add(request);
            }
        }

        /// <summary>Lists the requests whose callers have waited long enough.</summary>
        public void CollectExpired(TimeProvider time, List<GrainRequest> expired)
        {
            var now = time.GetTimestamp();
            lock (_gate)
            {
                for (var request = _head; request is not null; request = request.ShardNext)
                {
                    if (time.GetElapsedTime(request.WaitingSince, now) >= request.ResponseTimeout) expired.Add(request);
                }
            }
        }
    }
}
