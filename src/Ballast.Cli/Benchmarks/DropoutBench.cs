using TorchSharp;
using static TorchSharp.torch;

namespace Ballast.Cli;

/// <summary>Ballast's dropouts against TorchSharp's, forward and backward, where both have one.</summary>
internal static class DropoutBench
{
    private const double P = 0.5;

    public static IEnumerable<DropoutRow> Run(TimeSpan budget)
    {
        foreach (
            long[] shape in (long[][])
                [
                    [128, 1024],
                    [128, 64, 14, 14],
                ]
        )
        {
            yield return One("dropout", Dropouts.Dropout(P, 1), nn.Dropout(P), shape, budget);
            yield return One("alpha-dropout", Dropouts.Alpha(P, 1), nn.AlphaDropout(P), shape, budget);
        }

        yield return One("spatial-dropout", Dropouts.Spatial(P, 1), nn.Dropout2d(P), [128, 64, 14, 14], budget);
        yield return One("spatial-dropout", Dropouts.Spatial(P, 1), nn.Dropout3d(P), [32, 64, 4, 14, 14], budget);
    }

    private static DropoutRow One(string name, StochasticModule ours, nn.Module<Tensor, Tensor> theirs, long[] shape, TimeSpan budget)
    {
        using var scope = NewDisposeScope();
        using var _ = ours;
        using var __ = theirs;
        var (x, back) = (randn(shape, requires_grad: true), randn(shape));
        var race = new Race().Add("ballast", () => Pass(ours)).Add("torchsharp", () => Pass(theirs)).Run(budget);
        return new(
            name,
            shape,
            "torchsharp",
            race.Median("ballast") * 1e6,
            race.Median("torchsharp") * 1e6,
            race.Ratio("ballast", "torchsharp")
        );

        void Pass(nn.Module<Tensor, Tensor> module)
        {
            using var inner = NewDisposeScope();
            x.grad = null;
            module.call(x).backward([back]);
        }
    }
}

/// <summary>One comparison.</summary>
/// <param name="Name">Which dropout.</param>
/// <param name="Shape">Of its input.</param>
/// <param name="Against">torchsharp.</param>
/// <param name="Microseconds">Ours, median of forward and backward pass.</param>
/// <param name="AgainstMicroseconds">Theirs.</param>
/// <param name="Ratio">Ours over theirs, median over rounds: below 1 is better for us.</param>
internal sealed record DropoutRow(string Name, long[] Shape, string Against, double Microseconds, double AgainstMicroseconds, double Ratio);
