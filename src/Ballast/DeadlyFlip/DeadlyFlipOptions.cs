namespace Ballast;

/// <summary>
/// How <see cref="DeadlyFlip"/> tells a volatile neuron, and what it does then. The defaults were measured over several kinds of training
/// (docs/deadly-flip.md).
/// </summary>
public sealed record DeadlyFlipOptions
{
    /// <summary>What is done with a volatile neuron. Default <see cref="FlipMode.Auto"/>.</summary>
    public FlipMode Mode { get; init; } = FlipMode.Auto;

    /// <summary>
    /// A neuron is volatile whose relative change is above this many times the running median of its layer. At least 1, default 8.
    /// </summary>
    public double KHi { get; init; } = 8;

    /// <summary>
    /// No change up to this is volatile, whatever the median. Above 0, default 0.05: below it the first steps of healthy trainings were
    /// disturbed.
    /// </summary>
    public double RFloor { get; init; } = 0.05;

    /// <summary>
    /// Every change above this is volatile, whatever the median. At least <see cref="RFloor"/>, default 0.2. Below 0.1 healthy early steps
    /// are refused.
    /// </summary>
    public double RCeil { get; init; } = 0.2;

    /// <summary>Memory of the twin: it moves 1 - this of the way to its neuron in a step. In [0, 1), default 0.9.</summary>
    public double TwinDecay { get; init; } = 0.9;

    /// <summary>
    /// Steps for which a twin that took over what exploded cannot be swapped with again, and for which a swapped pair rests. At least 1,
    /// default 5.
    /// </summary>
    public int Cool { get; init; } = 5;

    /// <summary>
    /// Slows a neuron that was volatile: its changes are multiplied by its pace, which is halved by every flip. Default on.
    /// </summary>
    public bool Pace { get; init; } = true;

    /// <summary>The least pace. In (0, 1], default 1/64.</summary>
    public double TauMin { get; init; } = 1.0 / 64;

    /// <summary>What a pace grows by in every step, up to 1. At least 1, default 1.02.</summary>
    public double Recovery { get; init; } = 1.02;

    /// <summary>What happens to the optimizer's state of a volatile neuron. Default <see cref="FlipStateRule.ZeroMomentum"/>.</summary>
    public FlipStateRule StateRule { get; init; } = FlipStateRule.ZeroMomentum;

    /// <summary>
    /// With <see cref="FlipMode.Row"/>: a neuron is hot from this relative change on, of its incoming or outgoing weights. Above 0, default
    /// 0.1.
    /// </summary>
    public double RowHot { get; init; } = 0.1;

    /// <summary>
    /// With <see cref="FlipMode.Row"/>: a neuron is a calm partner up to this relative change, or up to a third of the hot one's. Above 0,
    /// below <see cref="RowHot"/>, default 0.01.
    /// </summary>
    public double RowCold { get; init; } = 0.01;

    /// <summary>
    /// With <see cref="FlipMode.Row"/>: the largest share of a layer's neurons that are swapped in one step; one pair is always allowed. In
    /// (0, 1], default 0.1.
    /// </summary>
    public double RowShare { get; init; } = 0.1;

    /// <summary>
    /// With <see cref="FlipMode.Peer"/>: swaps the outgoing weights too, so that nothing but the numbering changes. A control for
    /// experiments. Default off.
    /// </summary>
    public bool KeepFunction { get; init; }

    /// <summary>Parameters to leave alone, by name: a layer with one of them is not watched. Default none.</summary>
    public Func<string, bool>? Exclude { get; init; }

    /// <summary>Layers to watch as they are named here; all others are found by themselves. Default none.</summary>
    public IReadOnlyList<NeuronGroup> Neurons { get; init; } = [];

    /// <summary>These options if they are sound.</summary>
    internal DeadlyFlipOptions Checked()
    {
        if (!Enum.IsDefined(Mode))
            throw Bad(nameof(Mode), Mode, "one of " + string.Join(", ", Enum.GetNames<FlipMode>()));
        if (!Enum.IsDefined(StateRule))
            throw Bad(nameof(StateRule), StateRule, "one of " + string.Join(", ", Enum.GetNames<FlipStateRule>()));
        Need(KHi is >= 1 and < double.PositiveInfinity, nameof(KHi), KHi, "at least 1 and finite");
        Need(RFloor is > 0 and < double.PositiveInfinity, nameof(RFloor), RFloor, "above 0 and finite");
        Need(
            RCeil >= RFloor && double.IsFinite(RCeil),
            nameof(RCeil),
            RCeil,
            FormattableString.Invariant($"at least {nameof(RFloor)} ({RFloor}) and finite")
        );
        Need(TwinDecay is >= 0 and < 1, nameof(TwinDecay), TwinDecay, "in [0, 1)");
        Need(Cool >= 1, nameof(Cool), Cool, "at least 1");
        Need(TauMin is > 0 and <= 1, nameof(TauMin), TauMin, "in (0, 1]");
        Need(Recovery is >= 1 and < double.PositiveInfinity, nameof(Recovery), Recovery, "at least 1 and finite");
        Need(RowHot is > 0 and < double.PositiveInfinity, nameof(RowHot), RowHot, "above 0 and finite");
        Need(
            RowCold > 0 && RowCold < RowHot,
            nameof(RowCold),
            RowCold,
            FormattableString.Invariant($"above 0 and below {nameof(RowHot)} ({RowHot})")
        );
        Need(RowShare is > 0 and <= 1, nameof(RowShare), RowShare, "in (0, 1]");
        ArgumentNullException.ThrowIfNull(Neurons);
        return this;
    }

    private static void Need(bool sound, string name, object value, string range)
    {
        if (!sound)
            throw Bad(name, value, range);
    }

    private static ArgumentOutOfRangeException Bad(string name, object value, string range) =>
        new(name, value, FormattableString.Invariant($"{name} of a deadly flip is {value} but must be {range}."));
}
