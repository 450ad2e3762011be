using System.Globalization;
using Ballast;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

/// <summary>
/// Linear regression with more weights than equations, from 0: every method fits all of them, and the potential decides by
/// which of the many solutions. The truth has 5 of 200 weights that are not 0.
/// </summary>
internal static class ImplicitBias
{
    private const int Equations = 60,
        Weights = 200,
        Nonzero = 5,
        Most = 30_000;

    public static void Run()
    {
        // above q = 2 the curvature vanishes at 0, where all starts: a shorter step, and weights measured by what they come to
        (string, MirrorMap, double)[] maps =
        [
            ("q 1.1", MirrorMaps.QNorm(1.1, scale: 1), 2),
            ("hypentropy 0.001", MirrorMaps.Hypentropy(0.001, scale: 1), 2),
            ("q 1.5", MirrorMaps.QNorm(1.5, scale: 1), 2),
            ("q 2 (gradient descent)", MirrorMaps.Euclidean(scale: 1), 2),
            ("q 3", MirrorMaps.QNorm(3, scale: 0.2), 30),
            ("q 10", MirrorMaps.QNorm(10, scale: 0.2), 300),
        ];
        Console.WriteLine("| map | loss at the end | error to the truth | near 0 | largest weight |\n| --- | --- | --- | --- | --- |");
        foreach (var (name, map, softness) in maps)
        {
            double[][] seeds = [.. Enumerable.Range(1, 3).Select(seed => One(map, softness, seed))];
            var mean = Enumerable.Range(0, 4).Select(i => seeds.Average(seed => seed[i])).ToArray();
            Console.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"| {name} | {mean[0]:0.0e+0} | {mean[1]:0.000} | {mean[2]:0 %} | {mean[3]:0.000} |"
                )
            );
        }
    }

    // loss, relative error, share of weights below a hundredth of the largest, largest
    private static double[] One(MirrorMap map, double softness, int seed)
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator((ulong)seed);
        var x = randn(Equations, Weights, dtype: ScalarType.Float64, generator: generator);
        var truth = zeros(Weights, dtype: ScalarType.Float64);
        truth.narrow(0, 0, Nonzero).copy_(randn(Nonzero, dtype: ScalarType.Float64, generator: generator).sign());
        var y = x.matmul(truth);
        var weights = nn.Parameter(zeros(1, Weights, dtype: ScalarType.Float64));
        using var optimizer = Optimizers.MirrorDescent(
            [weights],
            map,
            lr: 1e-6,
            dual_clip: 0,
            polyak: new PolyakStep { Softness = softness, Cap = 1e9 }
        );
        var loss = double.NaN;
        for (var step = 0; step < Most && !(loss < 1e-12); step++)
        {
            using var inner = NewDisposeScope();
            optimizer.zero_grad();
            optimizer.step(() =>
            {
                var residual = x.matmul(weights.reshape(-1)) - y;
                var squares = residual.dot(residual) / tensor((double)Equations, ScalarType.Float64);
                squares.backward();
                loss = squares.item<double>();
                return squares;
            });
        }

        var found = weights.detach().reshape(-1);
        var largest = found.abs().max().item<double>();
        using Scalar small = largest / 100;
        return
        [
            loss,
            ((found - truth).norm() / truth.norm()).item<double>(),
            found.abs().lt(small).to(ScalarType.Float64).mean().item<double>(),
            largest,
        ];
    }
}
