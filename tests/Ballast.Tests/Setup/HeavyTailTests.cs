using TorchSharp;
using static TorchSharp.torch;

namespace Ballast.Tests;

[TensorTests]
public sealed class HeavyTailTests
{
    [Theory]
    [InlineData("normal", false)]
    [InlineData("uniform", false)]
    [InlineData("exponential", false)]
    [InlineData("lognormal", false)]
    [InlineData("pixels at the border", false)]
    [InlineData("columns in other units", false)]
    [InlineData("constant", false)]
    [InlineData("Pareto", true)]
    [InlineData("Cauchy", true)]
    [InlineData("one gap in a hundred", true)]
    [InlineData("decades", true)]
    [InlineData("rows of any brightness", true)]
    [InlineData("one column of decades", false)]
    public void Only_heavy_tails_are_found(string kind, bool isHeavy)
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(7);
        var (normal, uniform) = (
            randn([400, 20], ScalarType.Float64, generator: generator),
            rand([400, 20], ScalarType.Float64, generator: generator).clamp(1e-6, 1 - 1e-6)
        );
        var values = kind switch
        {
            "normal" => (normal * 50) + 300,
            "uniform" => uniform * 255,
            "exponential" => -uniform.log() * 20,
            "lognormal" => normal.exp() * 20,
            "pixels at the border" => where(uniform.lt(linspace(0.01, 0.6, 20).to(ScalarType.Float64)), uniform * 0 + 200, uniform * 0),
            "columns in other units" => normal * logspace(0, 6, 20).to(ScalarType.Float64),
            "constant" => (normal * 0) + 12,
            "Pareto" => 1 / uniform,
            "Cauchy" => (Math.PI * (uniform - 0.5)).tan() * 5,
            "decades" => pow(10, (uniform * 6) - 2),
            "rows of any brightness" => uniform * 255 * (normal.narrow(1, 0, 1) * 3).exp(),
            "one column of decades" => cat([pow(10, (uniform.narrow(1, 0, 1) * 4) - 2), normal.narrow(1, 1, 19) * 40], 1),
            _ => where(uniform.lt(0.01), (uniform * 0) - 9999, normal),
        };
        Assert.Equal(isHeavy, HeavyTail.Of(values) is not null);
    }

    [Fact]
    public void Decades_are_measured_for_all_columns_together_unless_these_are_in_other_units()
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(8);
        var values = pow(10, (rand([400, 20], ScalarType.Float64, generator: generator) * 6) - 2);
        var (_, together) = Decades.Of(values)!.Value;
        Assert.InRange(Assert.Single(together), 3, 30); // half of the values keep to 10 or so
        var (_, each) = Decades.Of(values * logspace(0, 6, 20).to(ScalarType.Float64))!.Value;
        Assert.Equal(20, each.Length);
        Assert.All(each, (reach, column) => Assert.InRange(reach / Math.Pow(10, 6 * column / 19.0), 1, 100));
    }

    [Fact]
    public void Bending_leaves_what_is_usual_and_goes_on_without_a_step()
    {
        using var scope = NewDisposeScope();
        var bent = HeavyTail.Bend(tensor(new double[] { -1e6, -1, -0.5, 0, 0.25, 1, Math.E, 1e6 })).data<double>().ToArray();
        double[] expected = [-1 - Math.Log(1e6), -1, -0.5, 0, 0.25, 1, 2, 1 + Math.Log(1e6)];
        Assert.All(bent.Zip(expected), pair => Assert.Equal(pair.Second, pair.First, 12));
    }
}
