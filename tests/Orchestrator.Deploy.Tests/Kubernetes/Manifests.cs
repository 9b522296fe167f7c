using k8s;
using k8s.Models;
using Orchestrator.Deploy.Tests.Support;

namespace Orchestrator.Deploy.Tests.Kubernetes;

/// <summary>
/// What <c>kubectl apply --kustomize</c> would send, read strictly into the types of the Kubernetes API: a field that it does not
/// know, or a value of the wrong kind, is an error.
/// </summary>
internal sealed class Manifests
{
    private readonly IReadOnlyList<object> _objects;

    private Manifests(IReadOnlyList<object> objects) => _objects = objects;

    /// <summary>The templates of pods, by the names of what makes the pods.</summary>
    public IReadOnlyDictionary<string, V1PodSpec> Pods => new Dictionary<string, V1PodSpec>(
        All<V1StatefulSet>().Select(it => KeyValuePair.Create(it.Metadata.Name, it.Spec.Template.Spec))
            .Concat(All<V1Deployment>().Select(it => KeyValuePair.Create(it.Metadata.Name, it.Spec.Template.Spec)))
            .Concat(All<V1Job>().Select(it => KeyValuePair.Create(it.Metadata.Name, it.Spec.Template.Spec))),
        StringComparer.Ordinal);

    /// <summary>Renders a kustomization.</summary>
    public static async Task<Manifests> RenderAsync(params string[] folder) => new(KubernetesYaml.LoadAllFromString(
        (await Command.RunAsync("kubectl", "kubernetes-client", "kustomize", Repository.Deploy(["kubernetes", .. folder]))).Succeeded().Output, strict: true));

    public IEnumerable<T> All<T>() => _objects.OfType<T>();

    public T Named<T>(string name)
        where T : IMetadata<V1ObjectMeta> => Assert.Single(All<T>(), it => it.Metadata.Name == name);
}
