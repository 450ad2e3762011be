using System.Globalization;

namespace Ballast;

/// <summary>Why a training goes back, and how.</summary>
/// <param name="Why">In words.</param>
/// <param name="Cause">What the learning rate has to do with it.</param>
/// <param name="Replays">Whether the data go back too, where they can.</param>
internal sealed record Way(string Why, RateCause Cause = RateCause.None, bool Replays = false)
{
    /// <summary>Where to; null for the newest state.</summary>
    public KeptState? To { get; init; }

    /// <summary>How far the training was.</summary>
    public long Position { get; init; }

    /// <summary>A weight is not finite.</summary>
    public static Way NotFinite(string name) =>
        new($"{name} holds a weight that is not finite, which no step of this guard put there", Replays: true);

    /// <summary>The loss has risen.</summary>
    public static Way Of(RiseKind rise, LossAlarm alarm) =>
        new(
            string.Create(
                CultureInfo.InvariantCulture,
                $"the loss has risen{(rise == RiseKind.Slowly ? " slowly" : "")} and stays up (median {alarm.Now:g3} after "
                    + $"{(rise == RiseKind.Slowly ? alarm.Lowest : alarm.Usual):g3})"
            ),
            rise == RiseKind.Slowly ? RateCause.Lasting : RateCause.Passing
        );
}
