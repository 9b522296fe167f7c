using k8s;
using k8s.Models;
using Orchestrator.Deploy.Tests.Support;

namespace Orchestrator.Deploy.Tests.Kubernetes;

public sealed class ManifestTests
{
    private const string Name = "app.kubernetes.io/name";
    private const int HostStops = 10; // seconds: BoundedStop

    [Fact]
    public async Task A_field_that_the_api_does_not_know_is_an_error()
    {
        string gateways = await File.ReadAllTextAsync(Repository.Deploy("kubernetes", "gateways.yaml"));
        string misspelt = gateways.Replace("readinessProbe", "readynessProbe", StringComparison.Ordinal);

        Assert.NotEqual(gateways, misspelt);
        Assert.ThrowsAny<Exception>(() => KubernetesYaml.LoadAllFromString(misspelt, strict: true));
    }

    [Theory]
    [InlineData("silo", "gateway")]
    [InlineData("first-token")]
    public async Task Every_container_is_without_root_rights_and_writable_root_and_has_limits(params string[] expected)
    {
        Manifests manifests = expected.Contains("silo", StringComparer.Ordinal) ? await Manifests.RenderAsync() : await Manifests.RenderAsync("setup");

        Assert.Equal(expected.Order(StringComparer.Ordinal), manifests.Pods.Keys.Order(StringComparer.Ordinal));
        Assert.All(manifests.Pods.Values, pod =>
        {
            Assert.True(pod.SecurityContext.RunAsNonRoot);
            Assert.Equal("RuntimeDefault", pod.SecurityContext.SeccompProfile.Type);
            Assert.False(pod.AutomountServiceAccountToken);
            V1Container container = Assert.Single(pod.Containers);
            Assert.False(container.SecurityContext.AllowPrivilegeEscalation);
            Assert.True(container.SecurityContext.ReadOnlyRootFilesystem);
            Assert.Equal(["ALL"], container.SecurityContext.Capabilities.Drop);
            Assert.Contains("memory", container.Resources.Limits.Keys);
            Assert.Contains("cpu", container.Resources.Requests.Keys);
            Assert.Contains("memory", container.Resources.Requests.Keys);
            Assert.DoesNotContain("latest", container.Image, StringComparison.Ordinal);
            Assert.Contains(':', container.Image);
        });
    }

    [Fact]
    public async Task Every_host_is_asked_whether_it_lives_and_whether_it_can_serve_and_has_time_to_stop()
    {
        Manifests manifests = await Manifests.RenderAsync();

        Assert.All(manifests.Pods.Values, pod =>
        {
            V1Container host = Assert.Single(pod.Containers);
            Assert.Equal("/healthz", host.StartupProbe.HttpGet.Path);
            Assert.Equal("/healthz", host.LivenessProbe.HttpGet.Path);
            Assert.Equal("/readyz", host.ReadinessProbe.HttpGet.Path);
            Assert.All(
                (V1Probe[])[host.StartupProbe, host.LivenessProbe, host.ReadinessProbe],
                probe => Assert.Contains(host.Ports, port => port.Name == probe.HttpGet.Port.Value && port.ContainerPort == 5080));
            Assert.True(pod.TerminationGracePeriodSeconds >= HostStops + (host.Lifecycle?.PreStop.Sleep.Seconds ?? 0) + 5);
        });
    }

    [Fact]
    public async Task One_of_each_kind_is_away_at_a_time_and_they_are_spread_over_nodes()
    {
        Manifests manifests = await Manifests.RenderAsync();

        Assert.Equal(3, manifests.Named<V1StatefulSet>("silo").Spec.Replicas);
        V1DeploymentSpec gateway = manifests.Named<V1Deployment>("gateway").Spec;
        Assert.Equal((2, "1"), (gateway.Replicas, gateway.Strategy.RollingUpdate.MaxUnavailable.Value));
        Assert.All((string[])["silo", "gateway"], name =>
        {
            V1PodDisruptionBudgetSpec budget = manifests.Named<V1PodDisruptionBudget>(name).Spec;
            Assert.Equal(("1", name), (budget.MaxUnavailable.Value, budget.Selector.MatchLabels[Name]));
            Assert.Contains(manifests.Pods[name].TopologySpreadConstraints, spread =>
                spread.TopologyKey == "kubernetes.io/hostname" && spread.LabelSelector.MatchLabels[Name] == name);
        });
    }

    [Fact]
    public async Task Only_silos_and_gateways_reach_the_silos_ports()
    {
        Manifests manifests = await Manifests.RenderAsync();
        V1NetworkPolicySpec policy = manifests.Named<V1NetworkPolicy>("silo").Spec;
        V1Container silo = Assert.Single(manifests.Pods["silo"].Containers);

        Assert.Equal("silo", policy.PodSelector.MatchLabels[Name]);
        Assert.Equal(["Ingress"], policy.PolicyTypes);
        Dictionary<string, IEnumerable<string>> reached = policy.Ingress.ToDictionary(
            rule => Assert.Single(rule.Ports).Port.Value,
            rule => Assert.Single(rule.FromProperty).PodSelector is { MatchLabels: { } labels } ? [labels[Name]]
                : (IEnumerable<string>)Assert.Single(rule.FromProperty).PodSelector.MatchExpressions.Single().Values,
            StringComparer.Ordinal);
        Assert.Equal(["orleans", "silo"], reached.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(["silo"], reached["silo"]);
        Assert.Equal(["silo", "gateway"], reached["orleans"]);
        Assert.Equal("11111", Variable(silo, "Orchestrator__SiloPort"));
        Assert.Equal("30000", Variable(silo, "Orchestrator__GatewayPort"));
        Assert.Equal((11111, 30000), (Port(silo, "silo"), Port(silo, "orleans")));
        Assert.Equal("status.podIP", silo.Env.Single(it => it.Name == "Orchestrator__AdvertisedAddress").ValueFrom.FieldRef.FieldPath);
    }

    [Fact]
    public async Task Secrets_settings_and_services_that_are_named_are_there()
    {
        Manifests manifests = await Manifests.RenderAsync();
        Manifests setup = await Manifests.RenderAsync("setup");
        var secret = Assert.IsType<V1Secret>(Assert.Single(KubernetesYaml.LoadAllFromString(
            await File.ReadAllTextAsync(Repository.Deploy("kubernetes", "secret.yaml")), strict: true)));
        Assert.Empty(manifests.All<V1Secret>()); // the template's password is applied by nobody

        Assert.All(manifests.Pods.Concat(setup.Pods), pod =>
        {
            V1Container host = Assert.Single(pod.Value.Containers);
            V1SecretKeySelector store = host.Env.Single(it => it.Name == "Orchestrator__Store").ValueFrom.SecretKeyRef;
            Assert.Equal(secret.Metadata.Name, store.Name);
            Assert.Contains(store.Key, secret.StringData.Keys);
            Assert.All(host.EnvFrom ?? [], from => manifests.Named<V1ConfigMap>(from.ConfigMapRef.Name));
            Assert.Equal("orchestrator", manifests.Named<V1ServiceAccount>(pod.Value.ServiceAccountName).Metadata.NamespaceProperty);
            HostVariables.AssertKnown(host.Env.Select(it => it.Name));
            Assert.Contains(host.VolumeMounts, mount => mount.MountPath == "/var/lib/orchestrator");
        });
        Assert.Equal("gateway", manifests.Named<V1Service>("gateways").Spec.Selector[Name]);
        Assert.Equal("silo", manifests.Named<V1Service>(manifests.Named<V1StatefulSet>("silo").Spec.ServiceName).Spec.Selector[Name]);
    }

    private static string? Variable(V1Container container, string name) => container.Env.Single(it => it.Name == name).Value;

    private static int Port(V1Container container, string name) => container.Ports.Single(port => port.Name == name).ContainerPort;
}
