namespace Ballast.Core.Tests.Watching;

public sealed class RefusalWordsTests
{
    private static readonly PassTally Fine = new()
    {
        Count = 20,
        InputPeak = (2, 4),
        OutputPeak = 3,
    };

    [Fact]
    public void Weights_that_are_broken_come_before_all_else() =>
        Says(
            "the weights of fc.weight are not finite themselves",
            double.NaN,
            new() { BrokenWeight = "fc.weight", Refused = Fine with { BrokenInputs = 20 } },
            1
        );

    [Fact]
    public void Data_that_are_not_finite_or_far_too_large()
    {
        Says(
            "it is the data: the inputs of 20 of 20 refused batches hold NaN or infinities, those of the steps that were taken do not",
            double.NaN,
            new() { Refused = Fine with { BrokenInputs = 20 }, Taken = Fine },
            1
        );
        Says(
            "it is the data: the inputs of refused batches reach 1e+20, those of the steps that were taken at most 4",
            double.PositiveInfinity,
            new() { Refused = Fine with { InputPeak = (1e19, 1e20) }, Taken = Fine },
            1
        );
        Never("it is the data", double.NaN, new() { Refused = Fine with { InputPeak = (5, 900) }, Taken = Fine }, 1);
    }

    [Fact]
    public void A_loss_that_is_not_finite_is_told_apart_by_what_the_network_gave()
    {
        Says("comes from the loss function or the targets: 0/0", double.NaN, new() { Refused = Fine }, 1);
        Says("the logarithm of 0, a division by 0", double.PositiveInfinity, new() { Refused = Fine }, 1);
        Says(
            "because the outputs of the network are not (first in fc)",
            double.NaN,
            new() { Refused = Fine with { BrokenOutputs = 20, Where = " (first in fc)" } },
            1
        );
        Says(
            "The weights of fc.weight have grown to a size of 1e+20",
            double.NaN,
            new() { Refused = Fine with { BrokenOutputs = 20 }, LargestWeight = ("fc.weight", 1e20) },
            1
        );
    }

    [Fact]
    public void A_gradient_that_is_not_finite_has_a_place()
    {
        Says("Even the gradient of layer1.weight, the last, is not finite", 1, new(), double.NaN, double.NaN);
        Says("The gradients from layer2.weight on are finite, that of layer1.weight is not", 1, new(), 1, double.NaN, 3);
        Says("an operation at its edge, such as sqrt", 1, new(), double.NaN);
        Says("overflows: finite values of it reach 5e+36", 1, new(), double.NaN, 1e37);
        Says("leaves the range of float16", 1, new() { IsHalf = true }, double.PositiveInfinity);
    }

    [Fact]
    public void A_poisoned_buffer_is_batch_norm_with_one_row_or_an_overflow()
    {
        var reading = Some.Reading(29, 1, 1);
        reading.PoisonedBuffer = new("bn.running_var", 4, 4, IsNaN: true);
        Assert.Contains("Batch norm needs at least two rows", Story(reading, new()), StringComparison.Ordinal);
        reading.PoisonedBuffer = new("bn.running_var", 4, 4, IsNaN: false);
        Assert.Contains("made buffer bn.running_var infinite", Story(reading, new()), StringComparison.Ordinal);
    }

    [Fact]
    public void The_share_is_told_from_the_first_step_since_one_and_in_part()
    {
        Says("From the very first step on (0) every step was refused, 30 so far, so nothing has been trained", double.NaN, new(), 1);
        Assert.Contains(
            "Since step 10 every step was refused, 20 so far",
            Story(Some.Reading(29, double.NaN, 1), new(), from: 10),
            StringComparison.Ordinal
        );
        Assert.Contains(
            "Since step 10, 10 of 20 steps were refused (50 %, 10 of the last 20)",
            Story(Some.Reading(29, double.NaN, 1), new(), from: 10, every: 2),
            StringComparison.Ordinal
        );
    }

    private static void Says(string words, double loss, Surroundings around, params double[] norms) =>
        Assert.Contains(words, Story(Some.Reading(29, loss, norms), around), StringComparison.Ordinal);

    private static void Never(string words, double loss, Surroundings around, params double[] norms) =>
        Assert.DoesNotContain(words, Story(Some.Reading(29, loss, norms), around), StringComparison.Ordinal);

    private static string Story(GradientReading last, Surroundings around, long from = 0, int every = 1)
    {
        var course = new RefusalCourse();
        for (var step = 0L; step < last.Step; step++)
            course.Learn(
                step < from || (step - from) % every != 0 ? Some.Reading(step, 1, 1) : Like(step),
                step < from || (step - from) % every != 0 ? Verdict.Proceed : Verdict.Skip("no")
            );
        if (every == 1)
            course.Learn(last, Verdict.Skip("no"));
        else
            course.Learn(last, Verdict.Proceed);
        var story = RefusalWords.Of(course, last, around);
        Retold.Whole(story);
        return story;

        GradientReading Like(long step) => new(step, last.Loss, last.Parameters.ToArray()) { PoisonedBuffer = last.PoisonedBuffer };
    }
}
