using System.Text.Json.Serialization;

namespace Orleans.Gateway;

/// <summary>Where clients find the gateways.</summary>
internal sealed record GatewayList([property: JsonPropertyName("gateways")] IReadOnlyList<Uri> Gateways);

/// <summary>The JSON contract of <see cref="GatewayList"/>.</summary>
[JsonSerializable(typeof(GatewayList))]
internal sealed partial class GatewayListJsonContext : JsonSerializerContext;
