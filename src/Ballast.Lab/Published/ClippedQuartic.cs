using TorchSharp;
using static TorchSharp.torch;

namespace Ballast.Lab;

internal sealed class ClippedQuartic : PublishedResult
{
    private const int Most = 200_000;

    public override string Name => "clipped-quartic";

    public override string Claim =>
        "Where the curvature grows with the gradient, clipped gradient descent converges at rates at which a plain one diverges.";

    public override string Source => "Zhang, He, Sra, Jadbabaie 2020, arXiv:1905.11881";

    public override string Setting => "x^4 from 10; plain at 0.01, clipped to 1 at 0.1";

    public override IEnumerable<Figure> Measure()
    {
        yield return Figure.Explodes("largest |x| of plain descent", Run(0.01, double.PositiveInfinity).Largest, 1e6);
        var clipped = Run(0.1, 1);
        yield return new("largest |x| of clipped descent", clipped.Largest, 10, 10);
        yield return new("steps until x^4 is below 1e-6", clipped.Steps, 100, 5000);
    }

    private static (double Largest, int Steps) Run(double rate, double max)
    {
        using var scope = NewDisposeScope();
        using var x = nn.Parameter(tensor(10.0).reshape(1));
        using var optimizer = Optimizers.SGD([x], rate);
        using var guard = StepGuard.For(
            new Alone(x),
            optimizer,
            double.IsFinite(max) ? new GuardOptions { Rules = [Rules.ClipNorm(max)] } : GuardOptions.Off
        );
        var largest = 10.0;
        for (var step = 1; step <= Most; step++)
        {
            using var inner = NewDisposeScope();
            optimizer.zero_grad();
            var loss = x.Power(4).sum();
            loss.backward();
            guard.Step(loss);
            var now = Math.Abs(x.item<double>());
            largest = Math.Max(largest, now);
            if (Math.Pow(now, 4) < 1e-6)
                return (largest, step);
            if (!(now < 1e12))
                return (double.PositiveInfinity, step);
        }

        return (largest, Most);
    }

    private sealed class Alone : nn.Module
    {
        public Alone(TorchSharp.Modules.Parameter x)
            : base(nameof(Alone)) => register_parameter("x", x);
    }
}
