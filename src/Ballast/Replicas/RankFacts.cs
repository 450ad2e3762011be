using System.Globalization;

namespace Ballast;

/// <summary>
/// What all ranks know of one step after a single sum: for every rank its loss, rows and flags, each in places of its own so that a sum
/// keeps NaN and says whose it is, and how many ranks have a gradient of each parameter.
/// </summary>
internal sealed class RankFacts(int size, int parameters)
{
    private const int Loss = 0, // times rows
        Rows = 1,
        Norm = 2,
        NonFinite = 3,
        BrokenParameter = 4, // its place, from 1 on
        BrokenBuffer = 5, // likewise
        Stop = 6,
        Beside = 7,
        Anew = 8,
        Elsewhere = 9,
        Each = 10;
    private readonly double[] _numbers = new double[(size * Each) + parameters];

    /// <summary>Rows of all ranks.</summary>
    public double AllRows { get; private set; }

    /// <summary>The loss over the rows of all ranks.</summary>
    public double AllLoss { get; private set; }

    /// <summary>Whether what any rank has sent early is not its gradient.</summary>
    public bool IsAnew { get; private set; }

    /// <summary>Whether any rank's gradients are not in host memory as the kernels want them.</summary>
    public bool IsElsewhere { get; private set; }

    /// <summary>Whether any rank was asked to stop.</summary>
    public bool StopAsked { get; private set; }

    /// <summary>Which buffer a forward pass broke, by its place among the floating ones; null as a rule.</summary>
    public int? PoisonedBuffer { get; private set; }

    /// <summary>The mean over all rows of what each rank said beside.</summary>
    public double AllBeside { get; private set; }

    /// <summary>Tells all ranks of this one's step, and learns of theirs.</summary>
    public void Exchange(ICollective world, GradientReading own, in OwnStep step, Func<int, bool> hasGradient)
    {
        var numbers = _numbers.AsSpan();
        numbers.Clear();
        var mine = numbers.Slice(world.Rank * Each, Each);
        // a rank without rows has a loss of nothing, which is NaN
        mine[Loss] = step.Rows > 0 ? own.Loss * step.Rows : 0;
        mine[Rows] = step.Rows;
        mine[Norm] = step.Rows > 0 ? own.Norm : 0;
        mine[NonFinite] = step.Rows > 0 ? own.NonFinite : 0;
        mine[BrokenParameter] = step.Rows > 0 && (own.NonFinite > 0 || !double.IsFinite(own.Norm)) ? own.Loudest + 1 : 0;
        mine[BrokenBuffer] = step.PoisonedBuffer + 1 ?? 0;
        mine[Stop] = step.StopAsked ? 1 : 0;
        mine[Beside] = step.Rows > 0 ? step.Beside * step.Rows : 0;
        mine[Anew] = step.IsAnew ? 1 : 0;
        mine[Elsewhere] = step.IsElsewhere ? 1 : 0;
        for (var i = 0; i < parameters; i++)
            numbers[(size * Each) + i] = hasGradient(i) ? 1 : 0;
        world.AllReduce(numbers);
        (AllRows, AllLoss, AllBeside, StopAsked, PoisonedBuffer, IsAnew, IsElsewhere) = (0, 0, 0, false, null, false, false);
        for (var rank = 0; rank < size; rank++)
        {
            var its = numbers.Slice(rank * Each, Each);
            AllRows += its[Rows];
            AllLoss += its[Loss];
            AllBeside += its[Beside];
            StopAsked |= its[Stop] > 0;
            IsAnew |= its[Anew] > 0;
            IsElsewhere |= its[Elsewhere] > 0;
            if (its[BrokenBuffer] > 0)
                PoisonedBuffer ??= (int)its[BrokenBuffer] - 1;
        }

        AllLoss /= AllRows;
        AllBeside /= AllRows;
    }

    /// <summary>Whether any rank has a gradient of a parameter.</summary>
    public bool IsPresent(int parameter) => _numbers[(size * Each) + parameter] > 0;

    /// <summary>What each rank's own part looked like.</summary>
    public RankReading[] Readings(IReadOnlyList<ParameterInfo> infos, IReadOnlyList<string> buffers)
    {
        var readings = new RankReading[size];
        for (var rank = 0; rank < size; rank++)
        {
            var its = _numbers.AsSpan(rank * Each, Each);
            readings[rank] = new(rank, its[Loss] / its[Rows], its[Rows], its[Norm], (long)its[NonFinite])
            {
                Broken =
                    its[BrokenParameter] > 0 ? infos[(int)its[BrokenParameter] - 1].Name
                    : its[BrokenBuffer] > 0 ? buffers[(int)its[BrokenBuffer] - 1]
                    : null,
            };
        }

        return readings;
    }

    /// <summary>Which ranks went bad, in words; null where all or none did.</summary>
    public static string? Words(IReadOnlyList<RankReading> ranks)
    {
        RankReading[] bad = [.. ranks.Where(it => it.Rows > 0 && !it.IsFinite)];
        return bad.Length == 0 ? null
            : bad.Length == ranks.Count ? $"all {ranks.Count} ranks: {Of(bad[0])} on rank {bad[0].Rank}"
            : string.Join("; ", bad.Take(8).Select(it => $"rank {it.Rank}: {Of(it)}")) + (bad.Length > 8 ? "; …" : "");

        static string Of(RankReading it) =>
            it.NonFinite > 0
                ? string.Create(CultureInfo.InvariantCulture, $"{it.NonFinite} gradient values are not finite, first in {it.Broken}")
            : it.Broken is not null ? $"{it.Broken} is not finite"
            : string.Create(CultureInfo.InvariantCulture, $"its loss is {it.Loss}");
    }
}

/// <summary>What a rank tells of its own step beside its reading.</summary>
/// <param name="Rows">How much it counts.</param>
/// <param name="PoisonedBuffer">Which of the floating buffers its forward pass broke; null as a rule.</param>
/// <param name="StopAsked">Whether the training is to end after this step.</param>
/// <param name="Beside">Another number that is averaged over all rows, such as an accuracy.</param>
internal readonly record struct OwnStep(double Rows, int? PoisonedBuffer, bool StopAsked, double Beside)
{
    /// <summary>Whether what was sent early is not the gradient.</summary>
    public bool IsAnew { get; init; }

    /// <summary>Whether gradients are not in host memory as the kernels want them.</summary>
    public bool IsElsewhere { get; init; }
}
