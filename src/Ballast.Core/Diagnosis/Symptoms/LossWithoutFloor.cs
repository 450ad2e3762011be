namespace Ballast;

/// <summary>LOSS007: the loss falls below 0 and ever faster, which no loss does that has a least value.</summary>
internal sealed class LossWithoutFloor : ISymptom
{
    private const int Enough = 24;
    private const double Deep = 20, // times as far below 0 as it began from it
        Absurd = 1e4, // so far down nothing is learned any more, though it may have come to rest there
        Steady = 0.9;

    public string Code => "LOSS007";

    public Finding? Look(Evidence evidence)
    {
        if (evidence.Course is not { } course)
            return null;
        double[] losses = [.. course.Losses.TakeWhile(double.IsFinite)];
        if (losses.Length < Enough)
            return null;
        var part = losses.Length / 4;
        double[] medians = [.. losses.Chunk(part).Take(4).Select(chunk => Facts.Median(chunk))];
        double[] falls = [.. medians.Zip(medians.Skip(1), (before, after) => before - after)];
        var begun = Math.Abs(Facts.Median(losses.Take(3))) + 1;
        var last = Facts.Median(losses.TakeLast(3));
        // of what has a least value the falls get smaller on the way there
        var faster = falls[1] > 0 && falls[1] >= Steady * falls[0] && falls[2] >= Steady * falls[1];
        if (!(last < -Deep * begun && faster) && !(last < -Absurd * begun))
            return null;
        return new(Code, Severity.Error)
        {
            Since = Array.FindIndex(losses, loss => loss < -begun),
            Causes = [new(Cause.Direction, 0.75), new(Cause.Loss, 0.7)],
            RuledOut = [Cause.Initialization],
            Evidence = Facts.Of(("first", losses[0]), ("last", last), ("steps", losses.Length)),
        };
    }
}
