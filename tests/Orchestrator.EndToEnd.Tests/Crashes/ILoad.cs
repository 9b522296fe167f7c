using Orchestrator.EndToEnd.Tests.Support;

namespace Orchestrator.EndToEnd.Tests.Crashes;

/// <summary>What a receiver does with a message.</summary>
internal enum Verdict
{
    /// <summary>It is done.</summary>
    Acknowledge,

    /// <summary>It is given back for a moment.</summary>
    Return,

    /// <summary>It can't be done.</summary>
    Fail,

    /// <summary>Nothing; its lease runs out.</summary>
    Forget,
}

/// <summary>Who talks in a storm, what they write, and what they do with what they get.</summary>
internal interface ILoad
{
    /// <summary>Those who receive, each in a loop of its own.</summary>
    IReadOnlyList<string> Agents { get; }

    /// <summary>How many send at once.</summary>
    int Senders { get; }

    /// <summary>How many messages of each sender are to be acknowledged; then it is silent.</summary>
    int MessagesEach { get; }

    /// <summary>Makes everyone known to a new host.</summary>
    Task CreateAsync(Api api);

    /// <summary>The n-th message of a sender.</summary>
    Letter Write(int sender, int n, Random random);

    /// <summary>What its receiver does with a message.</summary>
    Verdict Judge(Received received, Random random);
}
