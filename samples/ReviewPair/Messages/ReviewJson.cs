using System.Text.Json.Serialization;

namespace ReviewPair.Messages;

/// <summary>The JSON contract of the pair's own messages.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault)]
[JsonSerializable(typeof(ReviewRequest))]
[JsonSerializable(typeof(Review))]
internal sealed partial class ReviewJson : JsonSerializerContext;
