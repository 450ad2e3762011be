using static TorchSharp.torch;

namespace Ballast;

/// <summary>What the gradients of a head's outputs say about how far these are from where the loss wants them.</summary>
internal static class HeadPull
{
    private const double MostShare = 0.9, Nothing = 1e-4;
    private const long MostValues = 1 << 20;   // of a vocabulary of 50,000 words not all rows are needed

    /// <summary>Of each column: the mean size of its gradients, the largest tenth of them cut off, times the number of rows.</summary>
    /// <param name="gradient">[rows, columns]</param>
    public static double[] Of(Tensor gradient)
    {
        using var scope = NewDisposeScope();
        var sizes = Sample(gradient).abs().to(ScalarType.Float64);
        return [.. minimum(sizes, Most(sizes)).mean([0]).Times(gradient.shape[0]).cpu().data<double>()];
    }

    /// <summary>
    /// How many times the loss is that of outputs that say nothing but have the targets' mean and spread; 0 if that cannot be said. With
    /// a loss of c/2 e^2 per row the gradient is c e: so c is the mean square of gradients over twice the loss, and targets are outputs - e.
    /// </summary>
    /// <param name="loss">Of the pass.</param>
    /// <param name="heads">Outputs and gradients of all heads, [rows, columns] each.</param>
    public static double Excess(double loss, IEnumerable<(Tensor Outputs, Tensor Gradients)> heads)
    {
        using var scope = NewDisposeScope();
        (Tensor Outputs, Tensor Gradients)[] rows = [.. heads.Select(head => (Sample(head.Outputs).to(ScalarType.Float64), Sample(head.Gradients).to(ScalarType.Float64).Times(head.Gradients.shape[0])))];
        if (!(loss > 0) || !double.IsFinite(loss) || rows.Length == 0) return 0;   // a likelihood below 0 is no squared error
        var curvature = rows.Sum(head => head.Gradients.Squared().mean([0]).sum().cpu().item<double>()) / (2 * loss);
        var (targets, outputs) = (rows.Sum(head => Spread(head.Outputs.sub(head.Gradients.Over(curvature)))), rows.Sum(head => Spread(head.Outputs)));
        return targets > Nothing * outputs ? loss / (curvature * targets) : 0;   // targets that are all the same give no size
    }

    /// <summary>What nine of ten values keep to, in every column.</summary>
    public static Tensor Most(Tensor rows) => rows.sort(0).Values[(long)(MostShare * (rows.shape[0] - 1))];

    private static Tensor Sample(Tensor rows) =>
        rows.numel() > MostValues ? rows.index(TensorIndex.Slice(step: (rows.numel() + MostValues - 1) / MostValues)) : rows;

    private static double Spread(Tensor rows) => rows.var([0], unbiased: false).sum().cpu().item<double>();
}
