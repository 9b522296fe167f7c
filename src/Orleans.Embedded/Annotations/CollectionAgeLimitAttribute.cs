namespace Orleans;

/// <summary>After how long an idle activation of the class is collected.</summary>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = false)]
public class CollectionAgeLimitAttribute : Attribute
{
    /// <summary>The shortest time allowed.</summary>
    public static readonly TimeSpan MinAgeLimit = TimeSpan.FromMinutes(1);

    private readonly TimeSpan? _given;

    /// <summary>Sets the time by the properties.</summary>
    public CollectionAgeLimitAttribute()
    {
    }

    /// <summary>Sets the time by its text.</summary>
    public CollectionAgeLimitAttribute(string inactivityPeriod) => _given = TimeSpan.Parse(inactivityPeriod);

    /// <summary>Gets or sets the days.</summary>
    public double Days { get; set; }

    /// <summary>Gets or sets the hours.</summary>
    public double Hours { get; set; }

    /// <summary>Gets or sets the minutes.</summary>
    public double Minutes { get; set; }

    /// <summary>Gets or sets whether idle activations are never collected.</summary>
    public bool AlwaysActive { get; set; }

    /// <summary>Gets the time.</summary>
    public TimeSpan AgeLimit
    {
        get
        {
            if (AlwaysActive) return TimeSpan.FromDays(short.MaxValue);
            var limit = _given ?? TimeSpan.FromDays(Days) + TimeSpan.FromHours(Hours) + TimeSpan.FromMinutes(Minutes);
            return limit >= MinAgeLimit
                ? limit
                : throw new InvalidOperationException($"[CollectionAgeLimit] is {limit}; at least {MinAgeLimit} is allowed.");
        }
    }
}
