namespace Ballast;

/// <summary>What rank 0 decides about a step, and how the others learn of it.</summary>
/// <param name="Verdict">What happens.</param>
/// <param name="SetUpTakesStep">Whether set-up would take the step: what it refuses is no sign of trouble.</param>
internal readonly record struct Judgement(Verdict Verdict, bool SetUpTakesStep)
{
    private const int Header = 3,
        Each = 6;

    /// <summary>Rank 0 tells the others its numbers and what it makes of them; they hold the same reading and verdict afterwards.</summary>
    public Judgement Share(ICollective world, GradientReading reading)
    {
        var parameters = reading.Buffer;
        var numbers = new double[Header + (Each * parameters.Length)];
        if (world.Rank == 0)
        {
            (numbers[0], numbers[1], numbers[2]) = ((double)Verdict.Kind, SetUpTakesStep ? 1 : 0, reading.Loss);
            for (var i = 0; i < parameters.Length; i++)
            {
                var (it, at) = (parameters[i], Header + (Each * i));
                (numbers[at], numbers[at + 1], numbers[at + 2]) = (it.Norm, it.Peak, it.NonFinite);
                (numbers[at + 3], numbers[at + 4], numbers[at + 5]) = (it.WeightNorm, it.IsAbsent ? 1 : 0, Verdict.ScaleOf(i));
            }
        }

        world.Broadcast(System.Runtime.InteropServices.MemoryMarshal.AsBytes(numbers.AsSpan()));
        var kind = (VerdictKind)numbers[0];
        var reason = kind == VerdictKind.Proceed ? "" : world.Share(Verdict.Reason);
        if (world.Rank == 0)
            return this;
        var scales = new double[parameters.Length];
        for (var i = 0; i < parameters.Length; i++)
        {
            var at = Header + (Each * i);
            parameters[i] = new(parameters[i].Info, numbers[at], numbers[at + 1], (long)numbers[at + 2], numbers[at + 3])
            {
                IsAbsent = numbers[at + 4] > 0,
            };
            scales[i] = numbers[at + 5];
        }

        reading.Refill(reading.Step, numbers[2], reading.PoisonedBuffer);
        return new(Of(kind, reason, scales), numbers[1] > 0);
    }

    private static Verdict Of(VerdictKind kind, string reason, double[] scales) =>
        kind switch
        {
            VerdictKind.Proceed => Verdict.Proceed,
            VerdictKind.Rescale => Verdict.RescaleEach(scales, reason),
            VerdictKind.Skip => Verdict.Skip(reason),
            VerdictKind.Rollback => Verdict.Rollback(reason),
            _ => Verdict.Halt(reason),
        };
}
