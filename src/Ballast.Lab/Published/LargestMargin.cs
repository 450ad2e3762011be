using TorchSharp;
using static TorchSharp.torch;

namespace Ballast.Lab;

internal sealed class LargestMargin : PublishedResult
{
    private const int Rows = 15,
        Columns = 100,
        Steps = 20_000;
    private const double Smallest = 1e-290;
    private static readonly double[] s_powers = [1.5, 2, 3];

    public override string Name => "largest-margin";

    public override string Claim =>
        "On separable data, mirror descent by a p-norm ends at the classifier of the largest margin in that norm.";

    public override string Source => "Sun, Gatmiry, Ahn, Azizan 2022, arXiv:2205.12808";

    public override string Setting =>
        "logistic loss, 15 points in 100 dimensions, p 1.5, 2 and 3, steps of 0.02 / loss, until the loss is 1e-290 or for 20,000 steps";

    public override IEnumerable<Figure> Measure()
    {
        using var scope = NewDisposeScope();
        var x = Points();
        var classifiers = s_powers.Select(p => Train(x, p)).ToArray();
        foreach (var (i, p) in s_powers.Index())
        {
            var others = s_powers.Index().Where(it => it.Index != i).Max(it => Margin(x, classifiers[it.Index], p));
            yield return Figure.Above(
                FormattableString.Invariant($"margin of p {p} in its norm over the largest of the others"),
                Margin(x, classifiers[i], p) / others,
                1
            );
        }
    }

    // labels are in their signs already
    private static Tensor Points()
    {
        using var generator = new Generator(6);
        return randn([Rows, Columns], dtype: ScalarType.Float64, generator: generator);
    }

    private static Tensor Train(Tensor x, double p)
    {
        var w = nn.Parameter(zeros(1, Columns, dtype: ScalarType.Float64)); // a matrix: of vectors the map is Euclidean
        using var optimizer = Optimizers.MirrorDescent([w], MirrorMaps.QNorm(p, scale: 1), lr: 0.02, dual_clip: double.MaxValue);
        for (var step = 0; step < Steps; step++)
        {
            using var inner = NewDisposeScope();
            optimizer.zero_grad();
            var loss = x.mv(w.squeeze(0)).neg().exp().log1p().mean();
            var size = loss.item<double>();
            if (size < Smallest)
                break; // the next would be 0
            loss.backward();
            optimizer.ParamGroups.First().LearningRate = 0.02 / size;
            optimizer.step();
        }

        return w.detach().squeeze(0);
    }

    private static double Margin(Tensor x, Tensor w, double p) =>
        x.mv(w).min().item<double>() / Math.Pow(w.abs().Power(p).sum().item<double>(), 1 / p);
}
