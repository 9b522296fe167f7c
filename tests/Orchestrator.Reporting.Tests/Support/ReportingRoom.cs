using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orchestrator.Journal;
using Orchestrator.Reporting.Agents;
using Orchestrator.Reporting.Conversations;
using Orchestrator.Reporting.Mailboxes;
using Orchestrator.Reporting.Projection;
using Orchestrator.Reporting.Search;
using Orchestrator.Reporting.Sessions;

namespace Orchestrator.Reporting.Tests.Support;

/// <summary>The room room as a host has it, on a journal in memory and a file in a folder of its own.</summary>
internal sealed class ReportingRoom : IAsyncDisposable
{
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly TempFolder? _own;
    private readonly ServiceProvider _services;
    private readonly List<IHostedService> _hosted;
    private bool _stopped;

    private ReportingRoom(string folder, TempFolder? own, Action<ReportingOptions>? options, IJournal? journal)
    {
        Folder = folder;
        _own = own;
        Journal = journal ?? new MemoryJournal();
        _services = new ServiceCollection()
            .AddSingleton(Journal)
            .AddSingleton<TimeProvider>(Time)
            .AddSingleton<ILoggerProvider>(Log)
            .AddReporting(o =>
            {
                o.DataDirectory = folder;
                o.GatherTime = TimeSpan.Zero;
                options?.Invoke(o);
            })
            .BuildServiceProvider();
        _ = Agents; // as in a host, it is there from the start
        _hosted = [.. _services.GetServices<IHostedService>()];
    }

    public string Folder { get; }

    public string File => Path.Combine(Folder, ReportingOptions.FileName);

    public IJournal Journal { get; }

    public MemoryJournal Memory => (MemoryJournal)Journal;

    public ManualTime Time { get; } = new();

    public CollectedLog Log { get; } = new();

    public ProjectionProgress Progress => Get<ProjectionProgress>();

    public SessionQueries Sessions => Get<SessionQueries>();

    public AgentQueries Agents => Get<AgentQueries>();

    public StallQueries Stalls => Get<StallQueries>();

    public ConversationQueries Conversations => Get<ConversationQueries>();

    public MessageQueries Messages => Get<MessageQueries>();

    public MailboxQueries Mailboxes => Get<MailboxQueries>();

    public DispatchQueries Dispatch => Get<DispatchQueries>();

    public SearchQueries Search => Get<SearchQueries>();

    public T Get<T>()
        where T : notnull => _services.GetRequiredService<T>();

    public static async Task<ReportingRoom> StartAsync(
        string? folder = null, Action<ReportingOptions>? options = null, IJournal? journal = null,
        IEnumerable<JournalEntry>? history = null)
    {
        TempFolder? own = folder is null ? new TempFolder() : null;
        ReportingRoom room = new(folder ?? own!.Path, own, options, journal);
        if (history is not null) room.Memory.Add(history);
        foreach (IHostedService service in room._hosted) await service.StartAsync(CancellationToken.None);
        return room;
    }

    /// <summary>Starts with a story and waits until the tables tell it.</summary>
    public static async Task<ReportingRoom> OfAsync(Story story, Action<ReportingOptions>? options = null)
    {
        ReportingRoom room = await StartAsync(options: options, history: story.Rows);
        await room.CaughtUpAsync();
        room.Time.Now = story.Now;
        return room;
    }

    public Task CaughtUpAsync() => Progress.WaitForAsync(Journal.LastPosition, Patience, CancellationToken.None);

    public async Task StopAsync()
    {
        if (_stopped) return;
        _stopped = true;
        foreach (IHostedService service in _hosted.AsEnumerable().Reverse()) await service.StopAsync(CancellationToken.None); // as a host does
    }

    /// <summary>Runs SQL as a person with a database shell would.</summary>
    public List<Dictionary<string, object?>> Sql(string sql, params object?[] values) => Database.Query(File, sql, values);

    public object? Scalar(string sql, params object?[] values) => Sql(sql, values)[0].Values.First();

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        await _services.DisposeAsync();
        SqliteConnection.ClearAllPools();
        _own?.Dispose();
    }
}
