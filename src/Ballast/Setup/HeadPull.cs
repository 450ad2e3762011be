using static Ballast.SetupConstants;
using static TorchSharp.torch;

namespace Ballast;

/// <summary>What the gradients of a head's outputs say about how far these are from where the loss wants them.</summary>
internal static class HeadPull
{
    private const double Rounding = 1e-8; // of the outputs' variance; rounding leaves 1e-12
    private const long MostValues = 1 << 20; // of a vocabulary of 50,000 words not all rows are needed

    /// <summary>Of each column: the mean size of its gradients per sample, the largest tenth of them cut off.</summary>
    /// <param name="errors">[rows, columns], as <see cref="Errors"/> gives them.</param>
    public static double[] Of(Tensor errors)
    {
        using var scope = NewDisposeScope();
        var sizes = errors.abs();
        return [.. minimum(sizes, BulkOf(sizes)).mean([0]).cpu().data<double>()];
    }

    /// <summary>The gradient of each sample in float64: that of a mean times the number of rows.</summary>
    /// <param name="gradient">[rows, columns]</param>
    public static Tensor Errors(Tensor gradient) => Sample(gradient).to(ScalarType.Float64).Times(gradient.shape[0]);

    /// <summary>
    /// How many times the loss is that of outputs that say nothing but have the targets' mean and spread; 0 if that cannot be said. With
    /// a loss of c/2 e^2 per row the gradient is c e: so c is the mean square of gradients over twice the loss, and targets are outputs -
    /// e.
    /// </summary>
    /// <param name="loss">Of the pass.</param>
    /// <param name="heads">Outputs and errors of all heads, [rows, columns] each.</param>
    public static double Excess(double loss, IReadOnlyList<(Tensor Outputs, Tensor Errors)> heads)
    {
        using var scope = NewDisposeScope();
        if (!(loss > 0) || !double.IsFinite(loss))
            return 0; // a likelihood below 0 is no squared error
        if (heads.Count == 0 || heads.Any(head => head.Outputs.shape[0] < 2))
            return 0; // one row has no spread
        var curvature = heads.Sum(head => head.Errors.Squared().mean([0]).sum().cpu().item<double>()) / (2 * loss);
        var (targets, outputs) = (
            heads.Sum(head => Spread(head.Outputs.sub(head.Errors.Over(curvature)))),
            heads.Sum(head => Spread(head.Outputs))
        );
        return targets > Rounding * outputs ? loss / (curvature * targets) : 0; // targets that are all the same give no size
    }

    /// <summary>What nine of ten values keep to, in every column.</summary>
    public static Tensor BulkOf(Tensor rows) => rows.sort(0).Values[(long)(Bulk * (rows.shape[0] - 1))];

    /// <summary>As many of the rows, evenly taken, as are worth looking at.</summary>
    public static Tensor Sample(Tensor rows) =>
        rows.numel() > MostValues ? rows.index(TensorIndex.Slice(step: (rows.numel() + MostValues - 1) / MostValues)) : rows;

    private static double Spread(Tensor rows) => rows.var([0], unbiased: false).sum().cpu().item<double>();
}
