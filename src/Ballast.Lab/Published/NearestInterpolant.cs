using TorchSharp;
using static TorchSharp.torch;

namespace Ballast.Lab;

internal sealed class NearestInterpolant : PublishedResult
{
    private const int Rows = 20,
        Columns = 60,
        Steps = 200_000;
    private const double Rate = 2e-3;
    private static readonly double[] s_powers = [1.5, 2, 3];

    public override string Name => "nearest-interpolant";

    public override string Claim => "Of all solutions, mirror descent finds the one nearest to its start by the divergence of its own map.";

    public override string Source => "Azizan, Lale, Hassibi 2019, arXiv:1906.03830";

    public override string Setting => "20 equations in 60 unknowns, q-norm maps of q 1.5, 2 and 3, from one start near zero";

    public override IEnumerable<Figure> Measure()
    {
        using var scope = NewDisposeScope();
        var (x, y, start) = Equations();
        var solutions = s_powers.Select(q => Solve(x, y, start, q)).ToArray();
        foreach (var (i, q) in s_powers.Index())
        {
            var residual = x.mv(solutions[i]).sub(y).norm().item<double>() / y.norm().item<double>();
            yield return Figure.Below(FormattableString.Invariant($"residual, q {q}"), residual, 1e-4);
            var others = s_powers.Index().Where(it => it.Index != i).Min(it => Divergence(solutions[it.Index], start, q));
            yield return Figure.Below(
                FormattableString.Invariant($"divergence of q {q} over the least of the other solutions'"),
                Divergence(solutions[i], start, q) / others,
                1
            );
        }
    }

    private static (Tensor X, Tensor Y, Tensor Start) Equations()
    {
        using var generator = new Generator(5);
        var x = randn([Rows, Columns], dtype: ScalarType.Float64, generator: generator);
        return (
            x,
            x.mv(randn([Columns], dtype: ScalarType.Float64, generator: generator)),
            randn([Columns], dtype: ScalarType.Float64, generator: generator).Times(0.1)
        );
    }

    private static Tensor Solve(Tensor x, Tensor y, Tensor start, double q)
    {
        var w = nn.Parameter(start.clone().unsqueeze(0)); // a matrix: of vectors the map is Euclidean
        using var optimizer = Optimizers.MirrorDescent([w], MirrorMaps.QNorm(q, scale: 1), lr: Rate, dual_clip: double.MaxValue);
        for (var step = 0; step < Steps; step++)
        {
            using var inner = NewDisposeScope();
            optimizer.zero_grad();
            var loss = x.mv(w.squeeze(0)).sub(y).Squared().sum().Times(0.5);
            if (loss.item<double>() < 1e-8)
                break;
            loss.backward();
            // with q above 2 a weight that crosses zero moves by the root of its step: only shrinking steps settle
            optimizer.ParamGroups.First().LearningRate = Rate / (1 + (step / 2000.0));
            optimizer.step();
        }

        return w.detach().squeeze(0);
    }

    // of psi = |w|^q / q
    private static double Divergence(Tensor w, Tensor from, double q)
    {
        using var scope = NewDisposeScope();
        double Potential(Tensor t) => t.abs().Power(q).sum().item<double>() / q;
        var slope = from.sign().mul(from.abs().Power(q - 1));
        return Potential(w) - Potential(from) - slope.dot(w.sub(from)).item<double>();
    }
}
