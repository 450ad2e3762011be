using TorchSharp;
using static TorchSharp.torch;

namespace Ballast;

/// <summary>
/// What training makes small, with what belongs to it: how many numbers a model has to give, and what its output answers.
/// </summary>
/// <param name="name">The name it is looked up by.</param>
public abstract class TrainingLoss(string name)
{
    /// <summary>The name it is looked up by.</summary>
    public string Name { get; } = name;

    /// <summary>
    /// True where the model chooses among classes, so that answers are right or wrong; false where it predicts numbers. Default: true.
    /// </summary>
    public virtual bool Classifies => true;

    /// <summary>
    /// How many numbers a model has to give for so many classes or, where it predicts numbers, for so many numbers in a target.
    /// </summary>
    /// <exception cref="ArgumentException">The settings of the loss do not fit so many classes.</exception>
    public abstract long Outputs(int classes);

    /// <summary>The mean loss of a batch, a scalar that can be differentiated; of float32 at least, whatever the output is.</summary>
    /// <param name="output">What the model gave, float [batch, outputs]; for sequences [batch, steps, outputs].</param>
    /// <param name="target">Classes int64 [batch] or [batch, steps]; or numbers, as the loss says.</param>
    /// <exception cref="ArgumentException">Shapes do not fit, or a target is out of range or not finite (checked on the CPU only: elsewhere
    /// the check would wait for the device).</exception>
    public abstract Tensor forward(Tensor output, Tensor target);

    /// <summary>What a model answered, beside what would have been right. Of the caller's dispose scope.</summary>
    /// <param name="output">As for <see cref="forward"/>.</param>
    /// <param name="target">As for <see cref="forward"/>.</param>
    public abstract Answers Answer(Tensor output, Tensor target);

    /// <summary>
    /// The one output that, given for every example, has the least mean loss on these targets: what a model has to beat to have learned
    /// anything. Of the caller's dispose scope. Default: null, for a loss of which that is not known; then nothing is compared.
    /// </summary>
    /// <param name="target">As for <see cref="forward"/>, on the CPU.</param>
    /// <param name="outputs">How many numbers the model gives for one example, or for one step of a sequence.</param>
    /// <returns>Float [outputs], or null.</returns>
    public virtual Tensor? Constant(Tensor target, long outputs) => null;

    /// <summary>What the constant of numbers is called.</summary>
    internal virtual string ConstantName => "the mean";

    /// <summary>
    /// What the mean of a batch is divided by, so that means of batches can be averaged: a float64 scalar. Default: the number of examples.
    /// </summary>
    /// <param name="target">As for <see cref="forward"/>.</param>
    public virtual Tensor Weight(Tensor target) => tensor((double)target.shape[0], device: target.device);

    /// <summary>How many of a batch are answered rightly; 0 where numbers are predicted. Waits for the device.</summary>
    /// <param name="output">As for <see cref="forward"/>.</param>
    /// <param name="target">As for <see cref="forward"/>.</param>
    public long Correct(Tensor output, Tensor target) => Classifies ? Count(output, target).Correct : 0;

    /// <summary>
    /// The share of a batch that is answered rightly; NaN where numbers are predicted or nothing counts. Waits for the device.
    /// </summary>
    /// <param name="output">As for <see cref="forward"/>.</param>
    /// <param name="target">As for <see cref="forward"/>.</param>
    public double Accuracy(Tensor output, Tensor target) =>
        Classifies && Count(output, target) is var (correct, counted) ? (double)correct / counted : double.NaN;

    /// <summary>An output in at least float32: a sum of float16 overflows at 65,504.</summary>
    private protected static Tensor Wide(Tensor output) =>
        output.dtype is ScalarType.Float16 or ScalarType.BFloat16 ? output.to(ScalarType.Float32) : output;

    private static (long Correct, long Counted) Same(long[] said, long[] wanted)
    {
        long correct = 0,
            counted = 0;
        for (var i = 0; i < said.Length; i++)
        {
            if (said[i] == wanted[i])
                correct++;
            if (wanted[i] >= 0)
                counted++;
        }

        return (correct, counted);
    }

    private (long Correct, long Counted) Count(Tensor output, Tensor target)
    {
        using var kept = new KeptTensors(output, target);
        using var off = no_grad();
        using var scope = NewDisposeScope();
        var answers = Answer(output, target);
        if (answers.Truth.device_type == DeviceType.CPU)
        {
            // two readings of memory are a tenth of the time of a dozen small operations
            var (said, wanted) = (answers.Prediction.contiguous().data<long>(), answers.Truth.contiguous().data<long>());
            return Same(said.ToArray(), wanted.ToArray());
        }

        using var both = stack([answers.Prediction.eq(answers.Truth).sum(), answers.Truth.IsAtLeast(0).sum()]).cpu();
        return (both[0].item<long>(), both[1].item<long>());
    }
}
