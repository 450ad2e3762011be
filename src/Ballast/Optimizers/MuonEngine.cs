using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Ballast;

/// <summary>
/// Momentum made orthogonal (Jordan et al. 2024), for tensors of at least two dimensions; more than two are flattened to rows.
/// Hyperparameters by their place in <see cref="Muon"/>.
/// </summary>
internal sealed class MuonEngine : TensorEngine
{
    public override int SecondMoments => 0;

    public override long[][] StateShapes(Parameter parameter) => [parameter.shape];

    /// <summary>
    /// Drives all singular values of a matrix into about [0.7, 1.13] and keeps its singular vectors, by some Newton-Schulz steps
    /// of Jordan's quintic. Zeros stay zeros.
    /// </summary>
    public static Tensor Orthogonalize(Tensor matrix, int steps)
    {
        const double A = 3.4445,
            B = -4.7750,
            C = 2.0315;
        using var scope = NewDisposeScope();
        var tall = matrix.shape[0] > matrix.shape[1];
        var x = tall ? matrix.t() : matrix;
        x = x / x.norm().Plus(1e-7);
        using Scalar ofSquare = B;
        for (var i = 0; i < steps; i++)
        {
            // a + b s + c s², with a on the diagonal, so that nothing of the size of x is read but by the products
            using var square = x.mm(x.t());
            using var polynomial = square.mm(square).Scale(C).add_(square, alpha: ofSquare);
            using var diagonal = polynomial.diagonal().Add(A);
            x = polynomial.mm(x);
        }

        return (tall ? x.t() : x).MoveToOuterDisposeScope();
    }

    public override void Run(ParameterTable table, FusedStep[] steps, int index, in StepOrder order, ParameterUpdate[] updates) =>
        RunByTensors(table, steps, Of(steps, index), order, updates);

    protected override Tensor Change(in FusedStep step, Tensor weight, Tensor gradient)
    {
        var h = step.Hyperparameters;
        var (lr, decay, momentum) = (h[0], h[4], h[6]);
        var buffer = step.State.Slot(0).LeanTowards(gradient, 1 - momentum);
        var direction = (h[7] != 0 ? gradient.Times(1 - momentum).Plus(buffer.Times(momentum)) : buffer).reshape(weight.shape[0], -1);
        var shape = Math.Sqrt(Math.Max(1, (double)direction.shape[0] / Math.Max(1, direction.shape[1])));
        return Orthogonalize(direction, (int)h[8]).reshape(weight.shape).Times(-lr * shape) - weight.Times(lr * decay);
    }
}
