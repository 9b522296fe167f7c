using Microsoft.Extensions.DependencyInjection;

namespace Orchestrator.Journal.Tests.Reminders;

public sealed class SqliteReminderTableTests : ReminderTableContract, IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private SqliteNode _node = null!;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task It_is_registered_as_the_reminder_table()
    {
        ServiceCollection services = new();
        services.AddSqliteJournal(_node.Journal).AddSqliteReminders();
        await using ServiceProvider provider = services.BuildServiceProvider();

        Assert.IsType<SqliteReminderTable>(provider.GetRequiredService<IReminderTable>());
    }

    protected override async Task<IReminderTable> OpenAsync()
    {
        _node = await SqliteNode.OpenAsync(_folder.FullPath);
        return new SqliteReminderTable(_node.Journal);
    }

    protected override async Task CloseAsync() => await _node.DisposeAsync();
}
