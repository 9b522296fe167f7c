namespace Orleans.Configuration;

/// <summary>What a silo is called.</summary>
public class SiloOptions
{
    /// <summary>Gets or sets the name.</summary>
    public string? SiloName { get; set; }
}
