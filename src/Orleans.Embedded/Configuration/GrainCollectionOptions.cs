namespace Orleans.Configuration;

/// <summary>How long activations may be idle, and may take to start and to end.</summary>
public class GrainCollectionOptions
{
    /// <summary>Gets or sets the time between two looks for idle activations.</summary>
    public TimeSpan CollectionQuantum { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>Gets or sets after how long an idle activation is collected.</summary>
    public TimeSpan CollectionAge { get; set; } = TimeSpan.FromMinutes(15);

    /// <summary>Gets or sets the collection age of single classes, by full name.</summary>
    public Dictionary<string, TimeSpan> ClassSpecificCollectionAge { get; set; } = [];

    /// <summary>Gets or sets how long an activation may take to start.</summary>
    public TimeSpan ActivationTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Gets or sets how long an activation may take to end.</summary>
    public TimeSpan DeactivationTimeout { get; set; } = TimeSpan.FromSeconds(30);

    internal TimeSpan AgeOf(Type type) =>
        ClassSpecificCollectionAge.TryGetValue(type.FullName!, out var age) ? age : CollectionAge;
}
