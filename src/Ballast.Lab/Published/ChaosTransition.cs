using TorchSharp;
using static TorchSharp.torch;

namespace Ballast.Lab;

internal sealed class ChaosTransition : PublishedResult
{
    private const int Units = 200,
        Settle = 200,
        Steps = 2000;

    public override string Name => "chaos-transition";

    public override string Claim => "A large random tanh recurrence becomes chaotic where the gain of its weights passes 1.";

    public override string Source => "Sompolinsky, Crisanti, Sommers 1988, Physical Review Letters 61, 259";

    public override string Setting => "200 units, weights N(0, g² / 200), 2000 steps: the largest Lyapunov exponent";

    public override IEnumerable<Figure> Measure()
    {
        yield return Figure.Below("exponent at gain 0.5", Exponent(0.5, orthogonal: false), -0.3);
        yield return Figure.Below("exponent at gain 0.9", Exponent(0.9, orthogonal: false), 0);
        yield return Figure.Above("exponent at gain 2", Exponent(2, orthogonal: false), 0.05);
        yield return Figure.Above("exponent at gain 3", Exponent(3, orthogonal: false), 0.15);
        yield return new(
            "exponent of 1.1 times an orthogonal matrix, linear, over ln 1.1",
            Exponent(1.1, orthogonal: true) / Math.Log(1.1),
            0.999999,
            1.000001
        );
    }

    private static double Exponent(double gain, bool orthogonal)
    {
        using var scope = NewDisposeScope();
        using var off = no_grad();
        using var generator = new Generator(3);
        var weight = randn([Units, Units], dtype: ScalarType.Float64, generator: generator);
        weight = orthogonal ? linalg.qr(weight).Q.Times(gain) : weight.Times(gain / Math.Sqrt(Units));
        var state = randn([Units], dtype: ScalarType.Float64, generator: generator);
        var tangent = randn([Units], dtype: ScalarType.Float64, generator: generator);
        tangent = tangent.div(tangent.norm());
        var sum = 0.0;
        for (var step = 0; step < Settle + Steps; step++)
        {
            using var inner = NewDisposeScope();
            var next = weight.mv(state);
            var moved = weight.mv(tangent);
            if (!orthogonal)
            {
                next = next.tanh();
                moved = moved.mul(next.Squared().TakenFrom(1));
            }
            else
                next = next.div(next.norm());

            var size = moved.norm();
            if (step >= Settle)
                sum += Math.Log(size.item<double>());
            state.copy_(next);
            tangent.copy_(moved.div(size));
        }

        return sum / Steps;
    }
}
