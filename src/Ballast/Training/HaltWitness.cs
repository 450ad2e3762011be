using static TorchSharp.torch;

namespace Ballast;

/// <summary>Runs the step that a training was halted by once more with checks on, and says which operation broke first.</summary>
internal static class HaltWitness
{
    /// <summary>In a sentence; empty where the step is finite now, or was finite.</summary>
    public static string Words(StepRecord halt, nn.Module<Tensor, Tensor> model, TrainingLoss loss, Batches batches)
    {
        if (halt.Reading.IsFinite || halt.Reading.Parameters.Length == 0)
            return "";
#pragma warning disable CA1031 // what explains a halt must not replace it
        try
        {
            using var scope = NewDisposeScope();
            var (x, y) = batches.Gather([.. batches.Present]);
            return FirstBadOperation.Find(model, () => loss.forward(model.call(x), y)) is { Pass: not StepPass.Weights } found
                ? $" Run again with checks on, the first to break: {found}."
                : "";
        }
        catch (Exception)
        {
            return "";
        }
#pragma warning restore CA1031
    }
}
