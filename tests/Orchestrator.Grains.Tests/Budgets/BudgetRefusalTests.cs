using Orchestrator.Contracts.Conversations;
using Orchestrator.Contracts.Errors;
using Orchestrator.Contracts.Identifiers;
using Orchestrator.Contracts.Journaling;
using Orchestrator.Contracts.Mailboxes;
using Orchestrator.Contracts.Tasks;
using Orchestrator.Contracts.Transactions;
using Orchestrator.Grains.Tests.Cluster;

namespace Orchestrator.Grains.Tests.Budgets;

/// <summary>What a budget that is used up refuses, and what it lets pass.</summary>
public sealed class BudgetRefusalTests
{
    private static readonly AgentId A = AgentId.Parse("a");
    private static readonly AgentId B = AgentId.Parse("b");

    [Theory]
    [InlineData("agent:a")]
    [InlineData("session:s")]
    [InlineData("department:Data team")]
    public async Task Agent_whose_own_session_s_or_department_s_budget_is_used_up_neither_sends_nor_claims(string scope)
    {
        await using OrchestratorCluster cluster = await OrchestratorCluster.StartAsync();
        await cluster.RegisterAsync("a", new() { SessionId = SessionId.Parse("s"), Department = "Data team" });
        TaskId task = await cluster.CreateTaskAsync("app", "t");
        await cluster.LimitAsync(scope, 1);
        await cluster.UseAsync("a", 1);

        await RefusedAsync(scope, () => cluster.SendAsync("a", B, "x"));
        await RefusedAsync(scope, () => cluster.Board("app").Claim(task, new() { AgentId = A, Epoch = 1 }));
        await RefusedAsync(scope, () => cluster.Board("app").ClaimNext(new() { AgentId = A, Epoch = 1 }));
        Assert.True((await cluster.Board("app").Get(task)).Ready); // for others it is

        await cluster.LimitAsync(scope, 10);
        cluster.Time.Advance(TimeSpan.FromSeconds(1));
        await cluster.SendAsync("a", B, "x");
        Assert.Equal(task, (await cluster.Board("app").ClaimNext(new() { AgentId = A, Epoch = 1 })).Value!.Id);
    }

    [Fact]
    public async Task Message_in_a_conversation_is_refused_and_one_for_a_session_that_is_used_up()
    {
        await using OrchestratorCluster cluster = await OrchestratorCluster.StartAsync();
        await cluster.Conversation("c").Create(new() { Title = "c", Participants = [new() { AgentId = A }, new() { AgentId = B }] });
        await cluster.LimitAsync("agent:b", 0); // stops at once
        await cluster.LimitAsync("session:s", 0);

        await RefusedAsync("agent:b", () => cluster.Conversation("c").Send(Message(B)));
        await RefusedAsync("session:s", () => cluster.Conversation("c").Send(Message(A) with { SessionId = SessionId.Parse("s") }));
        await cluster.Conversation("c").Send(Message(A));
        Assert.Equal(1, (await cluster.Conversation("c").Get()).MessageCount);
    }

    [Fact]
    public async Task What_was_answered_before_is_answered_again_and_work_in_hand_may_be_ended()
    {
        await using OrchestratorCluster cluster = await OrchestratorCluster.StartAsync();
        TaskId task = await cluster.CreateTaskAsync("app", "t");
        await cluster.Board("app").Claim(task, new() { AgentId = A });
        await cluster.SendAsync("b", A, "do it");
        InboxItem item = (await cluster.TakeAsync("a"))[0];
        MessageView sent = await cluster.SendAsync("a", B, "x", m => m with { Id = MessageId.Parse("m1") });
        await cluster.LimitAsync("agent:a", 0);

        Assert.Equal(sent.Sequence, (await cluster.SendAsync("a", B, "x", m => m with { Id = MessageId.Parse("m1") })).Sequence);
        await cluster.Board("app").Claim(task, new() { AgentId = A }); // renews
        await cluster.Board("app").Renew(task, new() { AgentId = A });
        await cluster.AcknowledgeAsync("a", item.MessageId);
        Assert.Equal(TaskItemStatus.Completed, (await cluster.Board("app").Complete(task, new() { AgentId = A })).Value.Status);
    }

    [Fact]
    public async Task Task_whose_budget_is_used_up_is_not_ready_until_it_is_raised()
    {
        await using OrchestratorCluster cluster = await OrchestratorCluster.StartAsync();
        TaskId dear = await cluster.CreateTaskAsync("app", "dear"), cheap = await cluster.CreateTaskAsync("app", "cheap");
        await cluster.LimitAsync("task:dear", 1);
        await cluster.UseAsync("b", 1.5m, with: u => u with { TaskId = dear });

        TaskView stopped = await cluster.Board("app").Get(dear);
        Assert.Equal((false, "task:dear used 1.50 USD; its budget stops at 1.00 USD"), (stopped.Ready, stopped.OverBudget));
        await RefusedAsync("task:dear", () => cluster.Board("app").Claim(dear, new() { AgentId = A }));
        Assert.Equal(cheap, (await cluster.Board("app").ClaimNext(new() { AgentId = A })).Value!.Id);
        Assert.Null((await cluster.Board("app").ClaimNext(new() { AgentId = A })).Value);

        await cluster.LimitAsync("task:dear", 2);
        Assert.True((await cluster.Board("app").Get(dear)).Ready);
        Assert.Equal(dear, (await cluster.Board("app").ClaimNext(new() { AgentId = A })).Value!.Id);
    }

    [Fact]
    public async Task Use_for_a_task_that_nobody_created_keeps_nothing_from_being_settled()
    {
        await using OrchestratorCluster cluster = await OrchestratorCluster.StartAsync();
        await cluster.LimitAsync("task:ghost", 0);
        await cluster.UseAsync("a", 1, with: u => u with { TaskId = TaskId.Parse("ghost") });

        Assert.Equal("budget-settled", (await cluster.ReadAllAsync("budget/task:ghost"))[^2].Type);
        Assert.Equal("budget-settled", (await cluster.ReadAllAsync("budget/agent:a"))[^1].Type);
    }

    [Fact]
    public async Task Tasks_of_a_stopped_session_on_a_project_s_board_are_passed_over()
    {
        await using OrchestratorCluster cluster = await OrchestratorCluster.StartAsync();
        await cluster.CreateTaskAsync("app", "first", "dear");
        TaskId second = await cluster.CreateTaskAsync("app", "second", "cheap");
        await cluster.LimitAsync("session:dear", 0);

        Assert.Equal(second, (await cluster.Board("app").ClaimNext(new() { AgentId = A })).Value!.Id);
        Assert.Null((await cluster.Board("app").ClaimNext(new() { AgentId = A })).Value);
        await RefusedAsync("session:dear", () => cluster.Board("app").Claim(TaskId.Parse("first"), new() { AgentId = A }));
        await cluster.LimitAsync("session:dear", null);
        cluster.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal("first", (await cluster.Board("app").ClaimNext(new() { AgentId = A })).Value!.Id.Value);
    }

    [Fact]
    public async Task Two_hundred_claimers_get_nothing_of_a_stopped_session_and_different_tasks_of_the_others()
    {
        await using OrchestratorCluster cluster = await OrchestratorCluster.StartAsync();
        for (int n = 0; n < 60; n++) await cluster.CreateTaskAsync("app", $"t{n}", $"s{n % 3}");
        await cluster.CreateTaskAsync("s1", "own", "s1");
        await cluster.LimitAsync("session:s1", 0);

        Committed<TaskView?>[] claims = await Task.WhenAll(Enumerable.Range(0, 200)
            .Select(n => cluster.Board("app").ClaimNext(new() { AgentId = AgentId.Parse($"agent{n}") })));
        TaskView[] taken = [.. claims.Select(claim => claim.Value).OfType<TaskView>()];
        Assert.Equal(40, taken.Select(task => task.Id).Distinct().Count());
        Assert.Equal(40, taken.Length);
        Assert.All(taken, task => Assert.NotEqual("s1", task.SessionId!.Value.Value));

        Exception?[] refused = await Task.WhenAll(Enumerable.Range(0, 200).Select(n => Record.ExceptionAsync(
            () => cluster.Board("s1").ClaimNext(new() { AgentId = AgentId.Parse($"agent{n}") }))));
        Assert.All(refused, error => Assert.Equal("budget-exceeded", Assert.IsType<ConflictException>(error).Code));
    }

    [Fact]
    public async Task Agent_changed_and_writing_in_one_transaction_does_not_wait_for_itself()
    {
        await using OrchestratorCluster cluster = await OrchestratorCluster.StartAsync();
        await cluster.RegisterAsync("a");
        var transaction = cluster.Cluster.GrainFactory.GetGrain<ITransactionGrain>("t1");

        Committed<TransactionView> done = await transaction.Run(new()
        {
            Commands =
            [
                new UpdateAgentCommand { AgentId = A, Body = new() { CurrentTask = "writing" } },
                new SendMessageCommand { Body = Message(A) with { To = B } },
            ],
        });

        Assert.Equal(2, done.Value.Results.Count);
        Assert.Equal("writing", (await cluster.Agent("a").Get()).CurrentTask);
        await cluster.LimitAsync("agent:a", 0);
        ConflictException refused = await Assert.ThrowsAsync<ConflictException>(() => cluster.Cluster.GrainFactory.GetGrain<ITransactionGrain>("t2").Run(new()
        {
            Commands = [new UpdateAgentCommand { AgentId = A, Body = new() { CurrentTask = "other" } }, new SendMessageCommand { Body = Message(A) with { To = B } }],
        }));
        Assert.Equal("budget-exceeded", refused.Code);
        Assert.Equal("writing", (await cluster.Agent("a").Get()).CurrentTask);
    }

    private static SendMessage Message(AgentId from) => new() { From = from, Content = System.Text.Json.JsonSerializer.SerializeToElement("x") };

    private static async Task RefusedAsync(string scope, Func<Task> act)
    {
        ConflictException refused = await Assert.ThrowsAsync<ConflictException>(act);
        Assert.Equal("budget-exceeded", refused.Code);
        Assert.StartsWith($"{scope} used ", refused.Message, StringComparison.Ordinal);
        Assert.Contains("stops at", refused.Message, StringComparison.Ordinal);
    }
}
