namespace Orleans.Placement;

/// <summary>New activations are placed on any silo.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class RandomPlacementAttribute : Attribute;

/// <summary>New activations are placed on the calling silo.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class PreferLocalPlacementAttribute : Attribute;
