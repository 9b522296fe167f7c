using Microsoft.Extensions.DependencyInjection;
using Orleans.Embedded.Tests.Support;

namespace Orleans.Embedded.Tests.Reminders;

public interface IForgetfulGrain : IGrainWithStringKey, IRemindable
{
    Task<string> Set(string name, TimeSpan due, TimeSpan period);

    Task Unset(string name);

    Task UnsetTwice(string name);

    Task<IReadOnlyList<string>> All();

    Task<bool> Has(string name);

    Task SetTooLate(string name);

    Task Leave();
}

public sealed class ForgetfulGrain : Grain, IForgetfulGrain
{
    public Task ReceiveReminder(string reminderName, TickStatus status)
    {
        Signals.Set($"{this.GetPrimaryKeyString()} {reminderName}");
        if (reminderName == "fails") throw new InvalidOperationException("I do not care");
        return Task.CompletedTask;
    }

    public async Task<string> Set(string name, TimeSpan due, TimeSpan period) =>
        (await this.RegisterOrUpdateReminder(name, due, period)).ReminderName;

    public async Task Unset(string name) => await this.UnregisterReminder((await this.GetReminder(name))!);

    public async Task UnsetTwice(string name)
    {
        var reminder = (await this.GetReminder(name))!;
        await this.UnregisterReminder(reminder);
        await this.UnregisterReminder(reminder);
    }

    public async Task<IReadOnlyList<string>> All() => [.. (await this.GetReminders()).Select(one => one.ReminderName)];

    public async Task<bool> Has(string name) => await this.GetReminder(name) is not null;

    public async Task SetTooLate(string name)
    {
        await this.RegisterOrUpdateReminder(name, TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(1), CancellationToken.None);
        IGrainReminder reminder = (await this.GetReminder(name, CancellationToken.None))!;
        var over = new CancellationToken(canceled: true);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            this.RegisterOrUpdateReminder("other", TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(1), over));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => this.UnregisterReminder(reminder, over));
        Assert.Equal(name, Assert.Single(await this.GetReminders(CancellationToken.None)).ReminderName);
    }

    public Task Leave()
    {
        DeactivateOnIdle();
        return Task.CompletedTask;
    }
}

public sealed class ReminderTests : IAsyncLifetime
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);
    private readonly string _key = Signals.New();
    private readonly TestReminderTable _table = new();
    private TestSilos _silos = null!;

    private IForgetfulGrain Grain => _silos.Grain<IForgetfulGrain>(_key);

    public async Task InitializeAsync() => _silos = await Start(silos: 2);

    public Task DisposeAsync() => _silos.DisposeAsync().AsTask();

    [Fact]
    public async Task A_reminder_ticks_when_it_is_due_and_then_every_period()
    {
        Assert.Equal("tea", await Grain.Set("tea", 2 * Minute, 3 * Minute));
        _silos.Time.Advance(TimeSpan.FromSeconds(119));
        Assert.Equal(0, Ticks("tea"));
        _silos.Time.Advance(TimeSpan.FromSeconds(1));
        await Reaches("tea", 1);
        _silos.Time.Advance(3 * Minute);
        await Reaches("tea", 2);
    }

    [Fact]
    public async Task A_cancelled_change_of_reminders_changes_nothing() => await Grain.SetTooLate("tea");

    [Fact]
    public async Task A_reminder_wakes_its_grain()
    {
        await Grain.Set("tea", Minute, Minute);
        await Grain.Leave();
        await _silos.Cluster.WaitForDeactivationAsync(Grain);
        _silos.Time.Advance(Minute);
        await Reaches("tea", 1);
    }

    [Fact]
    public async Task A_reminder_that_is_unset_does_not_tick()
    {
        await Grain.Set("tea", Minute, Minute);
        Assert.True(await Grain.Has("tea"));
        await Grain.UnsetTwice("tea");
        Assert.False(await Grain.Has("tea"));
        _silos.Time.Advance(5 * Minute);
        await Grain.All();
        Assert.Equal(0, Ticks("tea"));
    }

    [Fact]
    public async Task A_reminder_that_is_set_again_follows_its_new_schedule()
    {
        await Grain.Set("tea", Minute, Minute);
        await Grain.Set("tea", 10 * Minute, Minute);
        _silos.Time.Advance(9 * Minute);
        await Grain.All();
        Assert.Equal(0, Ticks("tea"));
        _silos.Time.Advance(Minute);
        await Reaches("tea", 1);
    }

    [Fact]
    public async Task A_grain_lists_its_own_reminders()
    {
        await Grain.Set("tea", Minute, Minute);
        await Grain.Set("cake", Minute, Minute);
        await _silos.Grain<IForgetfulGrain>($"{_key} other").Set("rum", Minute, Minute);
        Assert.Equal(["cake", "tea"], (await Grain.All()).Order());
    }

    [Fact]
    public async Task A_reminder_whose_grain_fails_goes_on()
    {
        await Grain.Set("fails", Minute, Minute);
        _silos.Time.Advance(Minute);
        await Reaches("fails", 1);
        await Signals.Until(
            () =>
            {
                _silos.Time.Advance(Minute);
                return Ticks("fails") >= 2;
            },
            "the reminder ticks again");
    }

    [Fact]
    public async Task A_period_below_the_minimum_is_refused()
    {
        var thrown = await Assert.ThrowsAsync<ArgumentException>(() => Grain.Set("tea", Minute, TimeSpan.FromSeconds(59)));
        Assert.Contains("minimum", thrown.Message, StringComparison.Ordinal);
        await Assert.ThrowsAnyAsync<ArgumentException>(() => Grain.Set("tea", -Minute, Minute));
        await Assert.ThrowsAnyAsync<ArgumentException>(() => Grain.Set(" ", Minute, Minute));
    }

    [Fact]
    public async Task Reminders_survive_a_restart_of_the_cluster()
    {
        await Grain.Set("tea", 2 * Minute, 3 * Minute);
        await _silos.DisposeAsync();
        _silos = await Start(silos: 1);
        _silos.Time.Advance(2 * Minute);
        await Reaches("tea", 1);
        _silos.Time.Advance(3 * Minute);
        await Reaches("tea", 2);
    }

    [Fact]
    public async Task Ticks_missed_while_nothing_ran_are_skipped()
    {
        await Grain.Set("tea", 2 * Minute, 3 * Minute);
        await _silos.DisposeAsync();
        _table.Shift(-(9 * Minute));
        _silos = await Start(silos: 1);
        await Grain.All();
        Assert.Equal(0, Ticks("tea"));
        _silos.Time.Advance(2 * Minute);
        await Reaches("tea", 1);
    }

    [Fact]
    public async Task When_a_silo_is_killed_the_others_go_on_with_its_reminders()
    {
        await Grain.Set("tea", 2 * Minute, 3 * Minute);
        await _silos.Cluster.KillSiloAsync(_silos.Cluster.Silos[0]);
        await Signals.Until(
            () =>
            {
                if (Ticks("tea") == 0) _silos.Time.Advance(Minute);
                return Ticks("tea") > 0;
            },
            "the reminder ticks");
    }

    private int Ticks(string name) => Signals.CountOf($"{_key} {name}");

    private Task Reaches(string name, int ticks) => Signals.Until(() => Ticks(name) == ticks, $"{name} ticks {ticks} times");

    private Task<TestSilos> Start(short silos) => TestSilos.StartAsync(
        silo =>
        {
            silo.AddReminders();
            silo.Services.AddSingleton<IReminderTable>(_table);
        },
        silos: silos);
}
