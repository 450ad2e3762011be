namespace Ballast.Core.Tests.Watching;

public sealed class GradientSilenceTests
{
    [Fact]
    public void No_gradient_at_all_is_told_after_ten_steps_and_once() =>
        Assert.Equal([(9, "No parameter has had a gradient in 10 steps")], Said(400, step => [Absent(0), Absent(1)]));

    [Fact]
    public void Zeros_everywhere_are_told_after_a_hundred_steps_whenever_they_begin()
    {
        Assert.Equal(
            [(99, "All gradients have been exactly 0 for 100 steps, that of layer1.weight too")],
            Said(400, step => [Some.Parameter(0, 0), Some.Parameter(1, 0)])
        );
        Assert.Equal(
            [(249, "All gradients have been exactly 0 for 100 steps, that of layer1.weight too")],
            Said(900, step => [Some.Parameter(0, step < 150 ? 1 : 0), Some.Parameter(1, 0.1 * (step < 150 ? 1 : 0))])
        );
        // sparse, as of a rare class
        Assert.Empty(Said(400, step => [Some.Parameter(0, step % 90 == 0 ? 1 : 0), Some.Parameter(1, step % 90 == 0 ? 1 : 0)]));
    }

    [Fact]
    public void A_parameter_that_never_has_one_is_told_once_with_its_name() =>
        Assert.Equal(
            [(99, "layer1.weight had no gradient in 100 steps: the loss does not use it; the gradient of layer2.weight was exactly 0")],
            Said(400, step => [Some.Parameter(0, 1), Absent(1), Some.Parameter(2, 0)])
        );

    [Fact]
    public void What_is_frozen_or_heard_once_is_no_matter()
    {
        Assert.Empty(Said(400, step => [Some.Parameter(0, 1), Absent(1)], frozen: 1));
        Assert.Empty(Said(400, step => [Some.Parameter(0, 1), Some.Parameter(1, step == 3 ? 1e-30 : 0)]));
    }

    private static ParameterReading Absent(int index) => Some.Parameter(index, 0) with { IsAbsent = true };

    // the beginning of each notice, and the step it came with
    private static (int, string)[] Said(int steps, Func<int, ParameterReading[]> parameters, int frozen = -1)
    {
        var silence = new GradientSilence();
        return
        [
            .. from step in Enumerable.Range(0, steps)
            let said = silence.Learn(new GradientReading(step, 1, parameters(step)), i => i != frozen)
            where said is not null && Retold.Whole(said).Length > 0
            select (
                step,
                said.Split(
                    step == 9 ? ","
                    : step == 99 && said.StartsWith("layer", StringComparison.Ordinal) ? " for 100"
                    : ", so nothing"
                )[0]
            ),
        ];
    }
}
