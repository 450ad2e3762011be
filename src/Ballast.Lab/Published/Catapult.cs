using static TorchSharp.torch;

namespace Ballast.Lab;

internal sealed class Catapult : PublishedResult
{
    private const int Width = 1024;

    public override string Name => "catapult";

    public override string Claim =>
        "A learning rate of 2 to 4 over the curvature makes the loss rise first, and then ends in a flatter minimum; beyond 4 it diverges.";

    public override string Source => "Lewkowycz, Bahri, Dyer, Sohl-Dickstein, Gur-Ari 2020, arXiv:2003.02218";

    public override string Setting => "f = u v / sqrt(1024), loss f² / 2, gradient descent, 2000 steps";

    public override IEnumerable<Figure> Measure()
    {
        var calm = Run(1.9);
        yield return new("largest loss over the first, rate 1.9 / curvature", calm.Peak, 1, 1);
        yield return Figure.Below("last loss", calm.Last, 1e-6);
        foreach (var share in new[] { 2.5, 3.5 })
        {
            var thrown = Run(share);
            yield return Figure.Above(
                FormattableString.Invariant($"largest loss over the first, rate {share} / curvature"),
                thrown.Peak,
                10
            );
            yield return Figure.Below("last loss", thrown.Last, 1e-6);
            yield return new("rate times curvature at the end", thrown.Curvature, 0, 2);
        }

        yield return Figure.Explodes("largest loss over the first, rate 4.5 / curvature", Run(4.5).Peak, 1e12);
    }

    private static (double Peak, double Last, double Curvature) Run(double share)
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(2);
        double[] u = Holder(randn([Width], dtype: ScalarType.Float64, generator: generator)),
            v = Holder(randn([Width], dtype: ScalarType.Float64, generator: generator));
        double Curvature() => (u.Sum(x => x * x) + v.Sum(x => x * x)) / Width;
        double Output() => u.Zip(v, (a, b) => a * b).Sum() / Math.Sqrt(Width);
        var rate = share / Curvature();
        var first = Output() * Output() / 2;
        var (peak, loss) = (first, first);
        for (var step = 0; step < 2000 && loss < 1e300; step++)
        {
            var f = Output() * rate / Math.Sqrt(Width);
            for (var i = 0; i < Width; i++)
                (u[i], v[i]) = (u[i] - (f * v[i]), v[i] - (f * u[i]));
            loss = Output() * Output() / 2;
            peak = Math.Max(peak, double.IsNaN(loss) ? double.PositiveInfinity : loss);
        }

        return (peak / first, loss, rate * Curvature());
    }

    private static double[] Holder(Tensor values) => values.data<double>().ToArray();
}
