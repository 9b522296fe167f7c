using System.Text.Json.Serialization;

namespace Orleans.Gateway;

/// <summary>Where clients find the gateways.</summary>
internal sealed record GatewayList([property: JsonPropertyName("gateways")] IReadOnlyList<Uri> Gateways);
