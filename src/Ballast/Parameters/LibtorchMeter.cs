using TorchSharp;
using static TorchSharp.torch;

namespace Ballast;

/// <summary>The meter through libtorch, for any device and layout: constant TorchScript, one transfer.</summary>
internal static class LibtorchMeter
{
    // 7 is float64: TorchScript knows no names of types. Norms of float32 in float32 would be infinite from 1.8e19 on.
    private const string Source = """
        def measure(gradients: List[Tensor], weights: List[Tensor], loss: Tensor):
            numbers = [loss.detach().reshape([]).to(dtype=7)]
            numbers += torch._foreach_norm(gradients, 2, 7)
            numbers += [g.abs().nan_to_num(0.0, 0.0, 0.0).amax().to(dtype=7) for g in gradients]
            if len(weights) > 0:
                numbers += torch._foreach_norm(weights, 2, 7)
            return torch.stack(numbers)

        """;

    private static readonly Lazy<jit.CompilationUnit> Unit = new(() => jit.compile(Source));

    /// <summary>The loss, then the norm of every gradient, then every peak, then the norms of the given weights.</summary>
    public static double[] Measure(Tensor[] gradients, Tensor[] weights, Tensor loss)
    {
        if (gradients.Length == 0)
            return [LossValue.Read(loss)];
        LossValue.Check(loss);
        using var scope = NewDisposeScope();
        using var there = loss.detach().to(gradients[0].device);
        using var numbers = (Tensor)Unit.Value.Run("measure", gradients, weights, there);
        using var here = numbers.cpu();
        return here.data<double>().ToArray();
    }

    public static long CountNonFinite(Tensor tensor)
    {
        using var stored = NativeTensor.IsSparse(tensor.Handle) ? tensor.SparseValues : null; // of which alone libtorch tells
        using var finite = (stored ?? tensor).isfinite();
        using var count = finite.sum(ScalarType.Int64);
        return finite.numel() - count.item<long>();
    }
}
