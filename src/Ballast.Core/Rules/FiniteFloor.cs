using System.Globalization;

namespace Ballast;

/// <summary>
/// The floor under every rule: a step whose loss, gradients or batch statistics are not finite is refused before any rule is
/// asked, and no rule can weaken that. It costs nothing beyond the reading.
/// </summary>
internal static class FiniteFloor
{
    public static Verdict Judge(GradientReading reading)
    {
        if (reading.IsFinite)
            return Verdict.Proceed;
        if (!double.IsFinite(reading.Loss))
            return Verdict.Skip(string.Create(CultureInfo.InvariantCulture, $"loss is {reading.Loss}"));
        if (reading.NonFinite > 0 || !double.IsFinite(reading.Norm))
        {
            ref readonly var p = ref reading.Parameters[reading.Loudest];
            return Verdict.Skip(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"gradient not finite: first in {p.Info.Name} ({p.NonFinite} of "
                        + $"{p.Info.Count} values), while the loss is {reading.Loss:g4}"
                )
            );
        }

        var buffer = reading.PoisonedBuffer!;
        return Verdict.Skip(
            $"buffer {buffer.Name} not finite, while loss and gradients "
                + $"are{(buffer.IsNaN ? ": batch norm needs two rows or more, the variance of one is 0/0" : "")}"
        );
    }
}
