using Orchestrator.Contracts.Identifiers;

namespace Orchestrator.Contracts.Files;

/// <summary>Knows in which projects a session may hold files, so that its end frees them all. Its key is a <see cref="SessionId"/>.</summary>
[Alias("session-files")]
public interface ISessionFilesGrain : IGrainWithStringKey
{
    /// <summary>Notes that the session holds files of a project. Returns when that is on disk.</summary>
    /// <param name="project">The project.</param>
    [Alias("use-project")]
    Task UseProject(ProjectPath project);

    /// <summary>
    /// Ends all leases of the session, in all projects. Returns when that is on disk; where it fails it is called again.
    /// </summary>
    /// <param name="reason">Why, for people.</param>
    /// <exception cref="Errors.UnavailableException">Not all could be ended now.</exception>
    [Alias("release")]
    Task Release(string reason);
}
