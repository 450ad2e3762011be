using TorchSharp;
using static TorchSharp.torch;

namespace Ballast.Lab;

internal sealed class SparseTarget : PublishedResult
{
    private const int Steps = 400,
        Active = 3;
    private static readonly double[] s_rates = [0.001, 0.003, 0.01, 0.03, 0.1, 0.3];

    public override string Name => "sparse-target";

    public override string Claim =>
        "Where few of many inputs matter, the loss of exponentiated gradients grows as the logarithm of their number, "
        + "that of gradient descent as the number.";

    public override string Source => "Kivinen, Warmuth 1997, Information and Computation 132, 1";

    public override string Setting =>
        "3 of N inputs of +1 and -1, squared loss one sample at a time, 400 samples; the best of six rates each";

    public override IEnumerable<Figure> Measure()
    {
        int[] sizes = [50, 500, 5000];
        var plain = sizes.Select(n => Best(n, exponentiated: false)).ToArray();
        var exponentiated = sizes.Select(n => Best(n, exponentiated: true)).ToArray();
        yield return Figure.Above(
            "loss of gradient descent over that of exponentiated gradients, N 5000",
            plain[2] / exponentiated[2],
            1.5
        );
        yield return Figure.Below("loss of exponentiated gradients, N 5000 over N 50", exponentiated[2] / exponentiated[0], 5);
        yield return Figure.Above("loss of gradient descent, N 5000 over N 50", plain[2] / plain[0], 5);
    }

    private static double Best(int inputs, bool exponentiated) =>
        s_rates.Min(rate =>
        {
            var loss = Loss(inputs, exponentiated ? rate : rate * 10 / inputs, exponentiated);
            return double.IsNaN(loss) ? double.PositiveInfinity : loss;
        });

    // w = U (positive - negative), both together on the simplex
    private static double Loss(int inputs, double rate, bool exponentiated)
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(7);
        var truth = zeros(inputs, dtype: ScalarType.Float64);
        truth.narrow(0, 0, Active).Set(1);
        var w = nn.Parameter(
            exponentiated ? ones(1, 2 * inputs, dtype: ScalarType.Float64).Over(2 * inputs) : zeros(1, inputs, dtype: ScalarType.Float64)
        );
        using var optimizer = exponentiated
            ? Optimizers.MirrorDescent([w], MirrorMaps.NegativeEntropy(simplex: true), lr: rate, dual_clip: double.MaxValue)
            : Optimizers.SGD([w], rate);
        var total = 0.0;
        for (var step = 0; step < Steps; step++)
        {
            using var inner = NewDisposeScope();
            var x = randint(0, 2, [inputs], generator: generator).to(ScalarType.Float64).Times(2).Minus(1);
            optimizer.zero_grad();
            var all = w.squeeze(0);
            var weights = exponentiated ? all.narrow(0, 0, inputs).sub(all.narrow(0, inputs, inputs)).Times(Active) : all;
            var loss = weights.dot(x).sub(truth.dot(x)).Squared();
            loss.backward();
            total += loss.item<double>();
            optimizer.step();
        }

        return total;
    }
}
