using System.Globalization;

namespace Ballast;

/// <summary>
/// The rate of a dropout over time, counted in forward passes of its module in training mode, which are steps where a module is called once
/// per step. A plain number stands for <see cref="Constant"/>.
/// </summary>
public readonly record struct DropRate
{
    private const double CurriculumSpeed = 10;
    private readonly Kind _kind;

    private DropRate(Kind kind, double p, long steps) =>
        (_kind, Highest, Steps) = (
            kind,
            Require.BelowOne(p, nameof(p)),
            kind == Kind.Constant ? 0 : Require.AtLeast(steps, 1L, nameof(steps))
        );

    private enum Kind
    {
        Constant,
        Early,
        Late,
        Curriculum,
    }

    /// <summary>All names that <see cref="Create"/> knows.</summary>
    public static IReadOnlyList<string> Names { get; } = ["constant", "early", "late", "curriculum"];

    /// <summary>The highest rate that is ever reached, or approached.</summary>
    public double Highest { get; }

    /// <summary>When the rate changes; 0 where it never does.</summary>
    public long Steps { get; }

    /// <summary>The same at all times.</summary>
    /// <param name="p">At least 0 and below 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">It is not, or NaN.</exception>
    public static DropRate Constant(double p) => new(Kind.Constant, p, 0);

    /// <summary>
    /// Falls from p to 0 in a straight line, and stays there: for models that under-fit (Liu et al. 2023, arXiv:2303.01500).
    /// </summary>
    /// <param name="p">At least 0 and below 1.</param>
    /// <param name="steps">When it reaches 0; at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">One of them is out of range, or NaN.</exception>
    public static DropRate Early(double p, long steps) => new(Kind.Early, p, steps);

    /// <summary>0 at first, then p: for models that over-fit (Liu et al. 2023, arXiv:2303.01500).</summary>
    /// <param name="p">At least 0 and below 1.</param>
    /// <param name="steps">When it sets in; at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">One of them is out of range, or NaN.</exception>
    public static DropRate Late(double p, long steps) => new(Kind.Late, p, steps);

    /// <summary>p (1 - exp(-10 t / steps)): rises from 0 towards p (Morerio et al. 2017, arXiv:1703.06229).</summary>
    /// <param name="p">At least 0 and below 1.</param>
    /// <param name="steps">When it has as good as reached p, which the paper sets to the length of the training; at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">One of them is out of range, or NaN.</exception>
    public static DropRate Curriculum(double p, long steps) => new(Kind.Curriculum, p, steps);

    /// <summary>Looks a schedule up by name.</summary>
    /// <exception cref="ArgumentException">There is no such name (the nearest one is suggested), or a number is out of range.</exception>
    public static DropRate Create(string name, double p, long steps) =>
        Names.Contains(name)
            ? new((Kind)Names.Index().First(pair => pair.Item == name).Index, p, steps)
            : throw Suggestion.Unknown("schedule", name, Names, nameof(name));

    /// <summary>The rate of the forward pass that <paramref name="calls"/> others came before; at least 0 and below 1.</summary>
    public double At(long calls) =>
        _kind switch
        {
            Kind.Early => Highest * Math.Max(0, 1 - ((double)calls / Steps)),
            Kind.Late => calls < Steps ? 0 : Highest,
            Kind.Curriculum => Highest * (1 - Math.Exp(-CurriculumSpeed * calls / Steps)),
            _ => Highest,
        };

    /// <summary>A share of this rate at all times; the schedule stays.</summary>
    internal DropRate Times(double share) => new(_kind, Highest * share, Steps);

    /// <summary>A constant rate.</summary>
    public static implicit operator DropRate(double p) => Constant(p);

    /// <summary>The same as the conversion.</summary>
    public static DropRate FromDouble(double p) => Constant(p);

    /// <summary>For instance "0.2" or "early 0.2 until 1000".</summary>
    public override string ToString() =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{(_kind == Kind.Constant ? "" : Names[(int)_kind] + " ")}{Highest}{(_kind == Kind.Constant ? "" : $" over {Steps}")}"
        );
}
