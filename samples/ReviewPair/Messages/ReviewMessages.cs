using System.Text.Json;
using Orchestrator.Client;
using Orchestrator.Contracts.Conversations;

namespace ReviewPair.Messages;

/// <summary>Puts requests and reviews into messages and takes them out again.</summary>
internal static class ReviewMessages
{
    /// <summary>A request as a message's context.</summary>
    public static JsonElement Write(ReviewRequest request) => MessageContent.Of(request, ReviewJson.Default.ReviewRequest);

    /// <summary>A review as a message's content.</summary>
    public static JsonElement Write(Review review) => MessageContent.Of(review, ReviewJson.Default.Review);

    /// <summary>The request in a message's context.</summary>
    public static ReviewRequest ReadRequest(JsonElement context) =>
        context.Deserialize(ReviewJson.Default.ReviewRequest) ?? throw new JsonException("the request is null");

    /// <summary>The review in a response.</summary>
    public static Review ReadReview(MessageView response) => ReadReview(response.Content);

    /// <summary>The review in a response's content.</summary>
    public static Review ReadReview(JsonElement content) =>
        content.Deserialize(ReviewJson.Default.Review) ?? throw new JsonException("the review is null");
}
