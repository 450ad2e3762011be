using System.Globalization;

namespace Ballast;

/// <summary>
/// Says of refused steps since when, how many, of what kind, and what to do next: the first kind that the numbers bear out.
/// </summary>
internal static class RefusalWords
{
    private const double Unlike = 1000,
        HugeInput = 1e10,
        HugeWeight = 1e4,
        HugeOutput = 1e4,
        NearlyOverflown = 1e30,
        HalfRange = 65_504;

    /// <summary>The whole story in a few sentences.</summary>
    public static string Of(RefusalCourse course, GradientReading last, Surroundings around) =>
        $"{Share(course)}: {Kind(course, last, around)}";

    private static string Share(RefusalCourse course) =>
        course switch
        {
            { FromTheFirst: true } => $"From the very first step on ({course.Since}) every step was refused, "
                + $"{course.Refused} so far, so nothing has been trained",
            _ when course.Refused == course.Steps => $"Since step {course.Since} every step was refused, {course.Refused} so far",
            _ => string.Create(
                CultureInfo.InvariantCulture,
                $"Since step {course.Since}, {course.Refused} of {course.Steps} steps were refused "
                    + $"({(double)course.Refused / course.Steps:p0}, {course.Lately.Refused} of the last {course.Lately.Steps})"
            ),
        };

    private static string Kind(RefusalCourse course, GradientReading last, Surroundings around)
    {
        if (around.BrokenWeight is { } weight)
            return $"the weights of {weight} are not finite themselves, so no step can be. Begin "
                + "with weights that are: an earlier checkpoint, or new ones.";
        if (Data(course, around) is { } data)
            return data;
        return course.Kind switch
        {
            RefusalKind.Buffer => Buffer(last),
            RefusalKind.Loss => Loss(last.Loss, around),
            RefusalKind.Gradient => Gradient(last, around),
            _ => "loss and gradients are finite, and a rule of the guard refused. See its limits.",
        };
    }

    private static string? Data(RefusalCourse course, Surroundings around)
    {
        var (bad, good) = (around.Refused, around.Taken);
        if (bad.BrokenInputs > 0 && 2 * bad.BrokenInputs >= bad.Count)
            return $"it is the data: the inputs of {bad.BrokenInputs} of {bad.Count} refused batches hold NaN or "
                + $"infinities{(good.Count > 0 && good.BrokenInputs == 0 ? ", those of the steps that were taken do not" : "")}. "
                + "Find these rows and leave them out or correct them.";
        if (course.Kind == RefusalKind.Rule || bad.Count == 0)
            return null;
        var huge = good.Count > 0 ? bad.InputPeak.Least > Unlike * good.InputPeak.Most : bad.InputPeak.Least > HugeInput;
        if (!huge)
            return null;
        var others = good.Count > 0 ? $", those of the steps that were taken at most {Text(good.InputPeak.Most)}" : "";
        return $"it is the data: the inputs of refused batches reach {Text(bad.InputPeak.Most)}{others}. "
            + "Correct these rows, or standardise the inputs.";
    }

    /// <summary>What a poisoned buffer means.</summary>
    public static string Buffer(GradientReading last)
    {
        var name = last.PoisonedBuffer is { } fault ? $"buffer {fault.Name}" : "a buffer";
        return last.PoisonedBuffer is { IsNaN: false }
            ? $"loss and gradients are finite, but the forward pass made {name} infinite: the activations there are so large that "
                + "their variance overflows. Look at the size of inputs and weights before it."
            : $"loss and gradients are finite, but the forward pass made {name} NaN, as batch "
                + "norm does with a batch of one row, whose variance is 0/0. "
                + "Batch norm needs at least two rows: choose larger batches and leave out a "
                + "last one of one row, or use layer norm or group norm.";
    }

    private static string Loss(double loss, Surroundings around)
    {
        var next = "Compute it in a form that is safe there: from logits, with a small eps inside, or with a clamp before.";
        var pass = around.Refused;
        if (2 * pass.BrokenOutputs >= Math.Max(1, pass.Count))
            return $"the loss is not finite because the outputs of the network are not{pass.Where}. {Network(around)}";
        if (pass.Count == 0)
            return (
                $"the loss is not finite: {Operation(loss)}, or the targets are not finite. {next} " + $"{Network(around, orElse: "")}"
            ).TrimEnd();
        if (pass.OutputPeak > HugeOutput && around.LargestWeight.Size > HugeWeight)
            return string.Create(
                CultureInfo.InvariantCulture,
                $"the loss is not finite because the outputs of the network have become as large as {pass.OutputPeak:g3}. {Network(around)}"
            );
        var size =
            pass.OutputPeak > HugeOutput ? string.Create(CultureInfo.InvariantCulture, $", though as large as {pass.OutputPeak:g3}") : "";
        return $"the loss is not finite while the outputs of the network are{size}, so it comes from the loss function or the targets: "
            + $"{Operation(loss)}, or a target that is not finite. {next}";
    }

    private static string Operation(double loss) =>
        double.IsNaN(loss)
            ? "0/0, infinity minus infinity, the root or logarithm of a negative number, a softmax over a row that is masked throughout"
            : "the logarithm of 0, a division by 0, an exponential beyond its range, a target that cannot be reached";

    private static string Network(Surroundings around, string? orElse = null)
    {
        var (name, size) = around.LargestWeight;
        if (size > HugeWeight)
            return string.Create(
                CultureInfo.InvariantCulture,
                $"The weights of {name} have grown to a size of {size:g3}: the steps before were too large. Begin again with a "
                    + $"smaller learning rate and the update cap on."
            );
        return orElse
            ?? (
                around.IsHalf
                    ? string.Create(
                        CultureInfo.InvariantCulture,
                        $"Its float16 ends at {HalfRange:n0}: use bfloat16, or keep what is large in float32."
                    )
                    : "Look there for a division by 0, an exponential, a logarithm or a power beyond its range."
            );
    }

    private static string Gradient(GradientReading last, Surroundings around)
    {
        var peak = 0.0;
        foreach (ref readonly var p in last.Parameters)
            if (p.Peak > peak)
                peak = p.Peak;
        if (around.IsHalf && !around.IsScaled)
            return string.Create(
                CultureInfo.InvariantCulture,
                $"the loss is finite, but its gradient leaves the range of float16, which ends at {HalfRange:n0}. Send the loss "
                    + $"through guard.Backward(loss), which shrinks it, or use bfloat16."
            );
        if (peak > NearlyOverflown)
            return string.Create(
                CultureInfo.InvariantCulture,
                $"the loss is finite, but its gradient overflows: finite values of it reach {peak:g3}. "
                    + $"{Network(around, "Look at the size of inputs and initial weights, and let guard.Prepare look at the network.")}"
            );
        return "the loss is finite, only its derivative is not: an operation at its edge, such as "
            + "sqrt, norm or a power below 1 at 0, log at 0, 0 times infinity "
            + $"behind a where or a mask, or a softmax over a row that is masked throughout. {Place(last)} Keep away from the edge: "
            + "sqrt(x + eps), a clamp or a mask before the operation, not behind it.";
    }

    /// <summary>The backward pass goes from the last parameter to the first: where its gradients cease to be finite.</summary>
    private static string Place(GradientReading last)
    {
        var (behind, before) = (-1, -1);
        for (var i = 0; i < last.Parameters.Length; i++)
        {
            if (last.Parameters[i].IsAbsent)
                continue;
            if (!last.Parameters[i].IsFinite)
                (before, behind) = (i, -1);
            else if (behind < 0)
                behind = i;
        }

        if (before < 0)
            return "";
        return behind < 0
            ? $"Even the gradient of {last.Parameters[before].Info.Name}, the last, is not "
                + "finite: it is in the loss or between it and the network."
            : $"The gradients from {last.Parameters[behind].Info.Name} on are finite, that of {last.Parameters[before].Info.Name} "
                + "is not: most likely it is between the two.";
    }

    private static string Text(double value) => value.ToString("g3", CultureInfo.InvariantCulture);
}
