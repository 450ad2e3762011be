using static TorchSharp.torch;

namespace Ballast.Cli;

/// <summary>What a model says of one input.</summary>
/// <param name="File">The file it stands in.</param>
/// <param name="Index">Its place in the file, from 0.</param>
/// <param name="Class">The most probable class.</param>
/// <param name="Probability">Its probability, in [0, 1].</param>
internal sealed record Prediction(string File, long Index, long Class, double Probability)
{
    /// <summary>One for every row of logits [n, outputs]: softmax, or a sigmoid where the loss was one.</summary>
    public static IEnumerable<Prediction> From(string file, Tensor logits, TrainingLoss loss)
    {
        using var scope = NewDisposeScope();
        using var off = no_grad();
        var wide = logits.to(ScalarType.Float64).cpu();
        Tensor probabilities;
        if (wide.shape[1] == 1) probabilities = cat([(-wide).sigmoid(), wide.sigmoid()], 1);
        else probabilities = loss.Name == Losses.BceWithLogitsName ? wide.sigmoid() : wide.softmax(1);
        var (best, index) = probabilities.max(1);
        double[] values = [.. best.data<double>()];
        long[] classes = [.. index.data<long>()];
        return [.. values.Select((value, i) => new Prediction(file, i, classes[i], value))];
    }
}
