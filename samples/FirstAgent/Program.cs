using Orchestrator.Client;

Uri host = new(args.Length > 0 ? args[0] : "http://127.0.0.1:5080");
await using OrchestratorConnection orchestrator = await OrchestratorConnection.OpenAsync(o => o.Endpoint = host);

// Registered, with heartbeats from now on; disposing signs the agent off.
await using AgentConnection agent = await orchestrator.RegisterAsync(new() { Name = "echo", Type = "sample" });

// Returns when the message is on disk.
await agent.SendAsync(agent.AgentId, "hello");

// Waits for messages, also through restarts of the host. What is not acknowledged within the lease comes back.
await foreach (ReceivedMessage message in agent.InboxAsync())
{
    Console.WriteLine($"{message.From} wrote: {message.Text}");
    await message.AckAsync();
    break;
}
