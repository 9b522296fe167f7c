using System.Diagnostics.CodeAnalysis;

namespace Orchestrator.Streams;

/// <summary>As many readers as are allowed follow the journal already.</summary>
/// <param name="limit">How many that are.</param>
[SuppressMessage("Design", "CA1032", Justification = "It has one cause.")]
public sealed class TooManyReadersException(int limit)
    : Exception($"{limit} readers follow the events already, which is the most that are allowed ({StreamOptions.Section}:{nameof(StreamOptions.MaxReaders)}); try again later");
