using System.Globalization;
using static TorchSharp.torch;

namespace Ballast;

/// <summary>
/// Looks for the samples that made a batch's loss non-finite, and leaves them out from then on: a value in them that is not finite, or a
/// loss that is none for them alone at weights that serve the others. Where more than a quarter of a batch is like that it is the state
/// and not the samples, and nothing is left out; nor is more than a twentieth of all data.
/// </summary>
/// <param name="model">What is trained.</param>
/// <param name="loss">By what.</param>
/// <param name="batches">On what.</param>
/// <param name="accumulate">How many batches make a step.</param>
internal sealed class SampleQuarantine(nn.Module<Tensor, Tensor> model, TrainingLoss loss, Batches batches, int accumulate = 1)
{
    private const int MostOfBatch = 4, // one in so many
        MostOfAll = 20,
        Named = 8;

    /// <summary>
    /// Examines the batches of the step that was refused, those handed out last. What was left out, in words; null where nothing was, and
    /// where the model cannot be asked: it may take no other batch size.
    /// </summary>
    public string? Examine(GradientReading reading)
    {
#pragma warning disable CA1031 // a search for bad samples must not end a training that only refuses a step
        try
        {
            return Search(reading);
        }
        catch (Exception)
        {
            return null;
        }
#pragma warning restore CA1031
    }

    private string? Search(GradientReading reading)
    {
        using var quiet = new Undisturbed(model);
        using var off = no_grad();
        using var scope = NewDisposeScope();
        var wasTraining = model.training;
        model.eval(); // a row alone has no variance for batch norm
        try
        {
            long[] present = [.. batches.Latest(accumulate)];
            long[] bad = [.. present.Zip(Broken(present)).Where(it => it.Second).Select(it => it.First)];
            if (bad.Length == 0 && !double.IsFinite(reading.Loss))
                bad = Culprits(present);
            if (bad.Length == 0 || bad.Length * MostOfBatch > present.Length)
                return null;
            if ((batches.LeftOut.Count + bad.Length) * (long)MostOfAll > batches.Samples)
                return $"quarantine: {batches.LeftOut.Count} samples were left out already, and more than a twentieth of all are bad: look "
                    + $"at the data, for instance at sample {bad[0]}";
            batches.LeaveOut(bad);
            return string.Create(
                CultureInfo.InvariantCulture,
                $"quarantine: sample{(bad.Length == 1 ? "" : "s")} {string.Join(", ", bad.Take(Named))}{(bad.Length > Named ? ", …" : "")} "
                    + $"left out from here on ({batches.LeftOut.Count} in all), since the loss is not finite with "
                    + $"{(bad.Length == 1 ? "it" : "them")}"
            );
        }
        finally
        {
            model.train(wasTraining);
        }
    }

    // rows that hold a value that is not finite
    private bool[] Broken(long[] samples)
    {
        var (x, y) = batches.Gather(samples);
        var broken = Rows(x).logical_or(Rows(y)).cpu();
        return broken.data<bool>().ToArray();

        static Tensor Rows(Tensor values) =>
            values.is_floating_point()
                ? values.flatten().isfinite().reshape(values.shape[0], -1).all(1, false).logical_not()
                : zeros(values.shape[0], ScalarType.Bool, values.device);
    }

    // by halves: what is finite together is finite alone
    private long[] Culprits(long[] samples)
    {
        if (IsFinite(samples))
            return [];
        if (samples.Length == 1)
            return samples;
        var half = samples.Length / 2;
        return [.. Culprits(samples[..half]), .. Culprits(samples[half..])];
    }

    private bool IsFinite(long[] samples)
    {
        using var scope = NewDisposeScope();
        var (x, y) = batches.Gather(samples);
        return double.IsFinite(LossValue.Read(loss.forward(model.call(x), y)));
    }
}
