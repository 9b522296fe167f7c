namespace Orleans.Runtime;

/// <summary>A reminder as a grain holds it: with the version it has read.</summary>
internal sealed record GrainReminder(GrainId GrainId, string ReminderName, string ETag) : IGrainReminder
{
    /// <summary>Makes it of a stored one.</summary>
    public static GrainReminder Of(ReminderEntry entry) => new(entry.GrainId, entry.ReminderName, entry.ETag ?? string.Empty);
}
