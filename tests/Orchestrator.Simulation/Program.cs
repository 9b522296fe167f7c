using Orchestrator.Simulation.Execution;
using Orchestrator.Simulation.Running;

HashSeeds.Fix();
var command = new SimulationCommand(Console.Out);
if (args is not ["--stdin"]) return command.Run(args);

// For tests, which would pay for a start each time otherwise.
while (Console.In.ReadLine() is { } line)
{
    Console.WriteLine($"= {command.Run(line.Split(' ', StringSplitOptions.RemoveEmptyEntries))}");
    Console.Out.Flush();
}

return 0;
