using ReviewPair.Messages;

namespace ReviewPair.Rules;

/// <summary>One thing to look for in a file.</summary>
internal interface IReviewRule
{
    /// <summary>Finds it.</summary>
    IEnumerable<Finding> Review(ReviewedFile file);
}
