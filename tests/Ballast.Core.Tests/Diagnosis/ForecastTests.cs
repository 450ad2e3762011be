namespace Ballast.Core.Tests.Diagnosis;

/// <summary>A gradient that grows exponentially is foreseen, once; one that is noisy, jumps or shrinks is not.</summary>
public sealed class ForecastTests
{
    private static List<(int Step, string Text)> Say(int steps, Func<int, double> norm, Func<int, double>? loss = null)
    {
        var forecast = new Forecast();
        List<(int, string)> said = [];
        for (var step = 0; step < steps; step++)
        {
            var reading = new GradientReading(step, loss?.Invoke(step) ?? 1, [new(new("w", [2]), norm(step), norm(step), 0)]);
            if (forecast.Learn(reading) is { } text)
                said.Add((step, text));
        }

        return said;
    }

    [Fact]
    public void Growth_is_foreseen_long_before_it_overflows()
    {
        // e^0.3 a step from step 100 on: float32 ends after 296 more
        var said = Assert.Single(Say(380, step => step < 100 ? 1 + (0.1 * (step % 3)) : Math.Exp(0.3 * (step - 100))));
        Assert.InRange(said.Step, 108, 130);
        Assert.StartsWith("EXP004 at w: Its norm has grown", said.Text, StringComparison.Ordinal);
        Assert.InRange(said.Step + Left(said.Text), 356, 436); // within a tenth
    }

    /// <summary>A squared error of outputs that grow e^0.3 a step: e^0.6, and over after half the steps.</summary>
    [Fact]
    public void The_loss_overflows_before_its_gradient()
    {
        var said = Assert.Single(Say(220, step => Math.Exp(0.3 * step), step => Math.Exp(0.6 * step)));
        Assert.InRange(said.Step + Left(said.Text), 140, 155); // 88.6 / 0.6
    }

    private static int Left(string text) =>
        int.Parse(text.Split("overflows in about ")[1].Split(' ')[0], System.Globalization.CultureInfo.InvariantCulture);

    [Theory]
    [InlineData(0), InlineData(1), InlineData(2), InlineData(3), InlineData(4)]
    public void What_is_healthy_is_not(int kind)
    {
        var random = new Random(kind);
        Assert.Empty(Say(2000, step => kind switch
                {
                    0 => Math.Exp(2 * random.NextDouble()),
                    1 => step < 1000 ? 1 : 500, // jumps once
                    2 => Math.Exp(-0.01 * step),
                    // all is learned: gradients of rounding errors, and an optimizer that has forgotten how large they were
                    4 => step < 1000 ? Math.Exp(-0.02 * step) : Math.Min(2e-9 * Math.Exp(0.3 * (step - 1000)), 1e-3),
                    _ => 1e-3 * (step + 1), // grows, and not exponentially
                }));
    }
}
