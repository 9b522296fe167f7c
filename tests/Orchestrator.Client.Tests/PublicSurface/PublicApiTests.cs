#if !ORLEANS // that flavour adds generated types
using System.Reflection;
using Orchestrator.Contracts.Errors;
using PublicApiGenerator;

namespace Orchestrator.Client.Tests.PublicSurface;

/// <summary>
/// What packages promise to those who build on them stands in <c>PublicApi.txt</c> beside their projects: a change of it is seen,
/// and is meant.
/// </summary>
public sealed class PublicApiTests
{
    public static TheoryData<string> Assemblies => ["Orchestrator.Client", "Orchestrator.Contracts"];

    [Theory]
    [MemberData(nameof(Assemblies))]
    public async Task The_public_surface_is_as_recorded(string name)
    {
        Assembly assembly = name == "Orchestrator.Client" ? typeof(IOrchestratorClient).Assembly : typeof(OrchestratorException).Assembly;
        string surface = assembly.GeneratePublicApi(new ApiGeneratorOptions
        {
            IncludeAssemblyAttributes = false,
            ExcludeAttributes = ["System.Runtime.CompilerServices.AsyncIteratorStateMachineAttribute"],
        }).ReplaceLineEndings("\n").Trim();
        string recorded = (await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, $"{name}.PublicApi.txt"))).ReplaceLineEndings("\n").Trim();
        if (surface == recorded) return;

        string received = Path.Combine(AppContext.BaseDirectory, $"{name}.PublicApi.received.txt");
        await File.WriteAllTextAsync(received, $"{surface}\n");
        string difference = surface.Split('\n').Except(recorded.Split('\n'), StringComparer.Ordinal).FirstOrDefault()
            ?? recorded.Split('\n').Except(surface.Split('\n'), StringComparer.Ordinal).FirstOrDefault() ?? "the order";
        Assert.Fail($"the public surface of {name} changed, as in: {difference.Trim()}\nif that is meant: cp {received} src/{name}/PublicApi.txt");
    }
}
#endif
