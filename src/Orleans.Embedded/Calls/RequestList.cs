namespace Orleans.Runtime;

/// <summary>A list threaded through the requests themselves: no allocation, removal anywhere.</summary>
internal sealed class RequestList
{
    private GrainRequest? _tail;

    /// <summary>Gets the first request.</summary>
    public GrainRequest? Head { get; private set; }

    /// <summary>Gets the number of requests.</summary>
    public int Count { get; private set; }

    /// <summary>Adds at the end.</summary>
    public void Add(GrainRequest request)
    {
        request.Previous = _tail;
        request.Next = null;
        if (_tail is null)
            Head = request;
        else
            _tail.Next = request;
        _tail = request;
        Count++;
    }

    /// <summary>Removes a request that is in this list.</summary>
    public void Remove(GrainRequest request)
    {
        if (request.Previous is null)
            Head = request.Next;
        else
            request.Previous.Next = request.Next;

        if (request.Next is null)
            _tail = request.Previous;
        else
            request.Next.Previous = request.Previous;

        request.Next = request.Previous = null;
        Count--;
    }

    /// <summary>Empties the list.</summary>
    public List<GrainRequest> TakeAll()
    {
        var all = new List<GrainRequest>(Count);
        while (Head is { } head)
        {
            Remove(head);
            all.Add(head);
        }

        return all;
    }
}
