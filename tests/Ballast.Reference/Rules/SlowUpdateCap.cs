namespace Ballast.Reference;

/// <summary>The update cap, one condition at a time.</summary>
public static class SlowUpdateCap
{
    public static double Scale(
        double ratio,
        long[] shape,
        int calls,
        int depth,
        double change,
        double weight,
        long step,
        long horizon,
        long limited,
        double stride,
        double kept
    )
    {
        double count = 1;
        foreach (var size in shape)
            count *= size;

        double least;
        if (shape.Length <= 1)
            least = 0.3 * Math.Sqrt(count);
        else
            least = 0.5 * Math.Sqrt(shape[0]); // count / (count / rows)
        least *= Math.Sqrt(kept);
        var size0 = weight > least ? weight : least;

        double ramp = 1;
        if (step < 9)
            ramp = (step + 1) / 10.0;

        var fade = 1.0;
        if (horizon == 0)
            fade = Math.Pow((100.0 + limited) / 100, -0.5);
        if (horizon > 0 && step > horizon / 2.0)
        {
            fade = 2.0 * (horizon - step) / horizon;
            if (fade < 0.02)
                fade = 0.02;
        }

        double uses = calls;
        if (depth > 7)
            uses = calls * depth / 7.0;
        var limit = ratio * stride * ramp * fade * size0 / Math.Exp(0.6 * Math.Log(uses));
        return change <= limit ? 1 : limit / change;
    }
}
