using Microsoft.Extensions.DependencyInjection;
using Orchestrator.Journal.Postgres;

namespace Orchestrator.Journal.Tests.Reminders;

public sealed class PostgresReminderTableTests : ReminderTableContract
{
    private readonly PostgresNodes _nodes = new();

    protected override async Task<IReminderTable> OpenAsync()
    {
        PostgresNode node = await _nodes.OpenAsync(services => services.AddPostgresReminders());
        return Assert.IsType<PostgresReminderTable>(node.Services.GetRequiredService<IReminderTable>());
    }

    protected override async Task CloseAsync() => await _nodes.DisposeAsync();
}
