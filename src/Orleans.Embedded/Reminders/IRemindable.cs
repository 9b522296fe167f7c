using Orleans.Runtime;

namespace Orleans
{
    /// <summary>A grain that can be reminded.</summary>
    public interface IRemindable : IGrain
    {
        /// <summary>Called when a reminder is due.</summary>
        Task ReceiveReminder(string reminderName, TickStatus status);
    }
}

namespace Orleans.Runtime
{
    /// <summary>A reminder of a grain.</summary>
    public interface IGrainReminder
    {
        /// <summary>Gets the name.</summary>
        string ReminderName { get; }
    }

    /// <summary>A tick of a reminder.</summary>
    public readonly struct TickStatus : IEquatable<TickStatus>
    {
        /// <summary>Makes a tick.</summary>
        public TickStatus(DateTime firstTickTime, TimeSpan period, DateTime timeStamp)
        {
            FirstTickTime = firstTickTime;
            Period = period;
            CurrentTickTime = timeStamp;
        }

        /// <summary>Gets when the first tick was due.</summary>
        public DateTime FirstTickTime { get; }

        /// <summary>Gets the time between ticks.</summary>
        public TimeSpan Period { get; }

        /// <summary>Gets when this tick was sent.</summary>
        public DateTime CurrentTickTime { get; }

        /// <inheritdoc/>
        public bool Equals(TickStatus other) => FirstTickTime == other.FirstTickTime && Period == other.Period
            && CurrentTickTime == other.CurrentTickTime;

        /// <inheritdoc/>
        public override bool Equals(object? obj) => obj is TickStatus other && Equals(other);

        /// <inheritdoc/>
        public override int GetHashCode() => HashCode.Combine(FirstTickTime, Period, CurrentTickTime);

        /// <inheritdoc/>
        public override string ToString() => $"<{FirstTickTime}, {Period}, {CurrentTickTime}>";

        /// <summary>Compares two ticks.</summary>
        public static bool operator ==(TickStatus left, TickStatus right) => left.Equals(right);

        /// <summary>Compares two ticks.</summary>
        public static bool operator !=(TickStatus left, TickStatus right) => !left.Equals(right);
    }

    /// <summary>A reminder could not be registered or unregistered.</summary>
    public sealed class ReminderException(string message) : OrleansException(message);
}
