namespace ReviewPair.Messages;

/// <summary>The tags by which the two agents know each other's messages.</summary>
internal static class ReviewTags
{
    /// <summary>A request to review a file.</summary>
    public const string Request = "review-pair";

    /// <summary>The author has all answers and sends nothing more.</summary>
    public const string Done = "review-pair-done";
}
