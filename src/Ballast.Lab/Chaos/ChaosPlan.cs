using Ballast.Testing;

namespace Ballast.Lab;

/// <summary>What happens in one trial of the chaos suite: drawn from a number, so that a violation can be had again.</summary>
/// <param name="Training">One of <see cref="ChaosTrainings"/>.</param>
/// <param name="Seed">What the training follows from.</param>
/// <param name="Faults">In the order of their steps.</param>
public sealed record ChaosPlan(string Training, int Seed, IReadOnlyList<ChaosFault> Faults)
{
    /// <summary>How many seeds the trainings have.</summary>
    internal const int Seeds = 5;

    private const int KillEvery = 8;
    private static readonly ChaosKind[] s_kinds =
    [
        .. Enum.GetValues<ChaosKind>().Where(kind => kind is not (ChaosKind.Kill or ChaosKind.Checkpoint)),
    ];
    private static readonly FaultKind[] s_values = [FaultKind.NaN, FaultKind.Infinity, FaultKind.Huge, FaultKind.BitFlip];

    /// <summary>How many faults a trial of this number has.</summary>
    public static int Count(long number) => Draw(number).Faults.Count;

    /// <summary>The trial of a number.</summary>
    public static ChaosPlan Draw(long number)
    {
        var random = new Random((int)(SplitMix.Seed(number, 1) & int.MaxValue));
        var training = ChaosTrainings.Names[random.Next(ChaosTrainings.Names.Count)];
        var faults =
            number % KillEvery == 0
                ? Kills(random)
                : Enumerable.Range(0, 1 + random.Next(4)).Select(_ => Fault(random, s_kinds[random.Next(s_kinds.Length)]));
        return new(training, random.Next(Seeds), [.. faults.OrderBy(fault => fault.Step)]);
    }

    // a checkpoint is damaged only where the process is down
    private static IEnumerable<ChaosFault> Kills(Random random)
    {
        for (var left = 1 + random.Next(2); left > 0; left--)
        {
            var kill = Fault(random, ChaosKind.Kill);
            yield return kill;
            if (random.Next(2) == 0)
                yield return Fault(random, ChaosKind.Checkpoint) with
                {
                    Step = kill.Step,
                };
        }
    }

    private static ChaosFault Fault(Random random, ChaosKind kind) =>
        new(
            kind,
            random.Next(2, ChaosTrainings.Steps - 1),
            s_values[random.Next(s_values.Length)],
            random.NextInt64(1 << 20),
            random.Next(32),
            Math.Pow(10, 1 + random.Next(4))
        );
}
