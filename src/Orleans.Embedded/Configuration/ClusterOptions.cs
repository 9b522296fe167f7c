namespace Orleans.Configuration;

/// <summary>The names of the cluster and of the service that runs on it.</summary>
public class ClusterOptions
{
    /// <summary>Gets or sets the name of the cluster.</summary>
    public string ClusterId { get; set; } = "default";

    /// <summary>Gets or sets the name of the service; stored data belongs to it.</summary>
    public string ServiceId { get; set; } = "default";
}
