namespace Orleans.TestingHost;

/// <summary>What a test cluster consists of.</summary>
public class TestClusterOptions
{
    /// <summary>Gets or sets the name of the cluster.</summary>
    public string ClusterId { get; set; } = TestClusterBuilder.CreateClusterId();

    /// <summary>Gets or sets the name of the service.</summary>
    public string ServiceId { get; set; } = Guid.NewGuid().ToString("N");

    /// <summary>Gets or sets how many silos are started at first.</summary>
    public short InitialSilosCount { get; set; } = 2;

    /// <summary>Gets or sets whether a client is started with the silos.</summary>
    public bool InitializeClientOnDeploy { get; set; } = true;

    internal List<Type> SiloConfigurators { get; } = [];

    internal List<Type> ClientConfigurators { get; } = [];
}
