using System.Diagnostics;
using Orchestrator.Simulation.Execution;
using Orchestrator.Simulation.Running;
using Orchestrator.Simulation.Workloads;

HashSeeds.Fix();
var schedule = new Schedule(WorkloadList.Find(args[0])!);
ulong seed = ulong.Parse(args[1]);
int n = int.Parse(args[2]);
if (n == 1)
{
    var o = schedule.Run(seed, inWords: true);
    foreach (var l in o.Trace.Lines) Console.WriteLine(l);
    Console.WriteLine($"{o.Trace.Digest:x} {o.Steps} {o.Error}");
    return;
}
var thread = new Thread(() =>
{
    var sw = Stopwatch.StartNew(); int bad = 0; long steps = 0; ulong all = 0;
    for (int i = 0; i < n; i++)
    {
        var o = schedule.Run(seed + (ulong)i);
        steps += o.Steps; all = all * 31 + o.Trace.Digest;
        if (o.Error is { } e && bad++ < 10) Console.WriteLine($"{o.Seed}: {e.Message} {e.InnerException?.GetType()} {e.InnerException?.Message}");
    }
    Console.WriteLine($"{n / sw.Elapsed.TotalMinutes:0}/min, {steps / n} steps, bad {bad}, digest {all:x}");
});
thread.Start(); thread.Join();
