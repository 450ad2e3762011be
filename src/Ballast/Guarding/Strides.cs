using static Ballast.GuardConstants;

namespace Ballast;

/// <summary>
/// How much further than usual a limited step may go. Where the weights keep going the same way for a whole stretch of steps and
/// the loss does not rise, the solution is far ahead and the stride grows (delta-bar-delta: Jacobs 1988, of stretches
/// instead of single gradients); where the loss has risen it is halved, and where it stays above all that was seen before it is
/// 1 at once. With a horizon it grows in the first half only, since the second half is to come to rest. The layer that makes the
/// output goes at twice the stride until a step is refused: nothing lies behind it that would multiply its change.
/// </summary>
/// <param name="table">The parameters.</param>
/// <param name="horizon">Steps of the training; 0 where it is not known.</param>
/// <param name="momentum">What the optimizer keeps of a velocity from step to step: it alone makes the ways of neighbouring stretches
/// alike.</param>
internal sealed class Strides(ParameterTable table, long horizon, Func<double> momentum)
{
    private readonly Heading _heading = new(table);
    private List<double> _losses = [];
    private double? _usual,
        _worst; // of the stretch before: the loss that three of four stayed below, and the largest
    private int _above;
    private bool _told; // the first step of all goes at the usual stride

    /// <summary>1 for the usual stride, up to 4, and up to 32 where the way is all but straight.</summary>
    public double Length { get; private set; } = 1;

    /// <summary>True until a step is refused.</summary>
    public bool IsTrusted { get; private set; } = true;

    /// <summary>What is remembered between two steps.</summary>
    public StrideState State
    {
        get => new(Length, IsTrusted, [.. _losses], _usual, _worst, _above, _heading.State, IsFresh: !_told);
        set
        {
            (Length, IsTrusted, _losses, _usual, _worst, _above) = (
                value.Length,
                value.IsTrusted,
                [.. value.Losses],
                value.Usual,
                value.Worst,
                value.Above
            );
            _heading.State = value.Heading;
            if (value.IsFresh)
                Begin(table.Stride);
            else
                Tell();
        }
    }

    /// <summary>Learns from a step that was taken.</summary>
    public void Learn(long step, double loss)
    {
        _losses.Add(loss);
        _above = loss > _worst ? _above + 1 : 0;
        if (_above >= StridePatience && Length > 1)
            Begin();
        else if (_losses.Count >= Stretch)
            End(mayGrow: horizon <= 0 || 2 * step < horizon);
        Tell();
    }

    /// <summary>A step was refused: back to what is usual.</summary>
    public void Refuse()
    {
        (Length, IsTrusted) = (1, false);
        Tell();
    }

    /// <summary>Back to what is usual, and anew from here.</summary>
    private void Begin()
    {
        (Length, _above) = (1, 0);
        _losses.Clear();
        _heading.Forget();
    }

    private void End(bool mayGrow)
    {
        _losses.Sort();
        var rose = _losses[Stretch / 2] > _usual;
        (_usual, _worst) = (_losses[(int)(Stretch * UsualLossShare)], _losses[^1]);
        _losses.Clear();
        if (_heading.End() is not { } cosine)
            return;
        if (rose)
            Length = Math.Max(1, Length / 2);
        var chance = Chance(momentum());
        var factor = Math.Exp(Eagerness * (cosine - chance));
        if (factor <= 1 || (mayGrow && !rose))
            Length *= factor;
        Length = Math.Clamp(Length, 1, cosine > chance + (StraightShare * (1 - chance)) ? LongestStraightStride : LongestStride);
    }

    // the cosine of neighbouring stretches of noise whose velocity is kept to this share in each step
    private static double Chance(double momentum)
    {
        if (!(momentum > UsualMomentum) || momentum >= 1)
            return UsualChance;
        double own = Stretch,
            after = 0;
        for (var apart = 1; apart < Stretch; apart++)
            own += 2 * (Stretch - apart) * Math.Pow(momentum, apart);
        for (var i = 1; i <= Stretch; i++)
        for (var j = 0; j < Stretch; j++)
            after += Math.Pow(momentum, i + j);
        return after / own;
    }

    private void Begin(double[] strides)
    {
        _told = false;
        Array.Fill(strides, 1);
    }

    private void Tell()
    {
        _told = true;
        for (var i = 0; i < table.Infos.Length; i++)
            table.Stride[i] = Length * (IsTrusted && table.Infos[i].IsOutput ? OutputStride : 1);
    }
}

/// <summary>What a <see cref="Strides"/> remembers, as it is written into a checkpoint; fresh while it has told nothing yet.</summary>
internal sealed record StrideState(
    double Length,
    bool IsTrusted,
    double[] Losses,
    double? Usual,
    double? Worst,
    int Above,
    HeadingState Heading,
    bool IsFresh = false
);
