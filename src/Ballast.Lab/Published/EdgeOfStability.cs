using TorchSharp;
using static TorchSharp.torch;

namespace Ballast.Lab;

internal sealed class EdgeOfStability : PublishedResult
{
    private const int Points = 20,
        Width = 100,
        Iterations = 40;

    public override string Name => "edge-of-stability";

    public override string Claim =>
        "Full-batch gradient descent sharpens until the largest eigenvalue of the Hessian is 2 / rate, and stays there.";

    public override string Source => "Cohen, Kaur, Li, Kolter, Talwalkar 2021, arXiv:2103.00065";

    public override string Setting =>
        "20 points of a Chebyshev polynomial, tanh network 1-100-100-1, float64, 6000 steps; the mean of the last 1000 by steps of 100";

    public override IEnumerable<Figure> Measure()
    {
        foreach (var rate in new[] { 0.05, 0.1, 0.2 })
            yield return new(
                FormattableString.Invariant($"largest eigenvalue times rate / 2 at rate {rate}"),
                Sharpness(rate) * rate / 2,
                0.95,
                1.05
            );
    }

    private static double Sharpness(double rate)
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(1);
        var model = nn.Sequential(nn.Linear(1, Width), nn.Tanh(), nn.Linear(Width, Width), nn.Tanh(), nn.Linear(Width, 1))
            .to(ScalarType.Float64);
        Initializations.LeCun(Math.Sqrt(1.0 / 3)).Apply(model, generator);
        var x = linspace(-1, 1, Points, ScalarType.Float64).unsqueeze(1);
        var y = x.Power(4).Times(8).sub(x.Squared().Times(8)).Plus(1);
        using var optimizer = Optimizers.SGD(model.parameters(), rate);
        using var sharpness = new Sharpness(model);
        List<double> values = [];
        for (var step = 0; step < 6000; step++)
        {
            using var inner = NewDisposeScope();
            optimizer.zero_grad();
            Loss().backward();
            if (step >= 5000 && step % 100 == 0)
                values.Add(sharpness.Measure(Loss, Iterations));
            optimizer.step();
        }

        return values.Average();

        Tensor Loss() => model.call(x).sub(y).Squared().mean().Times(0.5);
    }
}
