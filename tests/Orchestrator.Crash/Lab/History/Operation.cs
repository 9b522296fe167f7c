using System.Text.Json;

namespace Orchestrator.Crash.Lab.History;

/// <summary>One request of an agent, with all its attempts, and what became of it.</summary>
/// <param name="number">Its number in the round; its tag is made of it.</param>
/// <param name="kind">What it does.</param>
/// <param name="agent">Who sends it.</param>
/// <param name="method">The HTTP method.</param>
/// <param name="path">Behind <c>/api/v1</c>.</param>
/// <param name="body">The JSON it sends; null for nothing.</param>
/// <param name="key">The idempotency key; null for none.</param>
internal sealed class Operation(int number, OperationKind kind, string agent, HttpMethod method, string path, string? body, string? key)
{
    public int Number => number;

    public OperationKind Kind => kind;

    public string Agent => agent;

    public HttpMethod Method => method;

    public string Path => path;

    public string? Body => body;

    public string? Key => key;

    /// <summary>How the journal's events name it.</summary>
    public string Tag => TagOf(number);

    public Outcome Outcome { get; private set; }

    /// <summary>The status of the last answer; 0 before one came.</summary>
    public int Status { get; private set; }

    /// <summary>The text of the first answer that was no error of the host.</summary>
    public string? Reply { get; private set; }

    /// <summary>When its first attempt began.</summary>
    public TimeSpan Begun { get; set; }

    /// <summary>When its outcome became known.</summary>
    public TimeSpan Ended { get; private set; }

    /// <summary>How many times it was sent.</summary>
    public int Attempts { get; set; }

    public static string TagOf(int number) => $"op-{number}";

    /// <summary>The answer's JSON; undefined when there was none.</summary>
    public JsonElement Json() => string.IsNullOrEmpty(Reply) ? default : JsonElement.Parse(Reply);

    /// <summary>An answer came.</summary>
    public void Answer(int status, string reply, TimeSpan at)
    {
        (Status, Reply, Ended) = (status, reply, at);
        Outcome = status is >= 200 and < 300 ? Outcome.Acknowledged : Outcome.Refused;
    }

    /// <summary>The host says that it cannot; what became of it is not known.</summary>
    public void Fail(int status) => Status = status;
}
