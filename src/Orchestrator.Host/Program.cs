using Orchestrator.Host;

return await OrchestratorHost.RunAsync(args);
