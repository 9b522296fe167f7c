using Orchestrator.Contracts.Identifiers;

namespace Orchestrator.Contracts.Files;

/// <summary>
/// Knows of which project's files a lease is, so that it can be named by its id alone. Its key is a
/// <see cref="FileLeaseId"/>. The lease itself is its project's, which must decide about all of them at once.
/// </summary>
[Alias("file-lease")]
public interface IFileLeaseGrain : IGrainWithStringKey
{
    /// <summary>The project.</summary>
    /// <exception cref="Errors.NotFoundException">There is no such lease.</exception>
    [Alias("get-project")]
    Task<ProjectPath> GetProject();
}
