namespace Ballast.Cli.Tests.Screens;

using Screens = Ballast.Cli.Screens;

public sealed class SummaryBlockTests
{
    [Fact]
    public void Trained() => Check("summary-trained", Fake.Summary(), "auto");

    [Fact]
    public void Trained_without_an_intervention() =>
        Check(
            "summary-healthy",
            Fake.Summary() with
            {
                Clipped = 0,
                Capped = 0,
                Skipped = 0,
                NonFiniteLosses = 0,
                TestAccuracy = double.NaN,
            },
            "auto"
        );

    [Fact]
    public void Halted() =>
        Check("summary-halted", Fake.Summary(TrainingStatus.Halted, 2.31, 0.101, "41 refused steps in a row; last: loss is NaN"), "auto");

    [Fact]
    public void Halted_with_rules_of_ones_own() =>
        Check(
            "summary-halted-custom",
            Fake.Summary(
                TrainingStatus.Halted,
                2.31,
                0.101,
                "41 refused steps in a row; last: gradient not finite: first in [0].weight (1 of 12 values)"
            ),
            "custom"
        );

    [Fact]
    public void Lost() => Check("summary-lost", Fake.Summary(loss: double.NaN, accuracy: 0.1) with { NonFiniteLosses = 280 }, "off");

    [Fact]
    public void Watched() => Check("summary-watched", Fake.Summary(), "observe");

    [Fact]
    public void Flipped_with_the_guard_off() => Check("summary-flipped", Fake.Summary() with { NonFiniteLosses = 0 }, "off", flipped: 12);

    [Fact]
    public void Nothing_learned() =>
        Check(
            "summary-nothing-learned",
            Fake.Summary(loss: 1.05, accuracy: 0.458) with
            {
                Trivial = new(
                    1.049,
                    0.458,
                    Learned.No,
                    "No better than always answering 'a' (test loss 1.05 against 1.049), and 'a' is its only answer: the weights "
                        + "moved by 3e-06 of their size in 300 steps, so the learning rate 1e-07 is too small."
                ),
                Notices =
                [
                    "step 99: fc1.weight had no gradient in 100 steps: the loss does not use it. If that is meant, all is well; "
                        + "requires_grad = false says so.",
                ],
            },
            "auto"
        );

    [Fact]
    public void Learned_beside_the_trivial_predictor() =>
        Check("summary-learned", Fake.Summary() with { Trivial = new(2.3, 0.1, Learned.Yes, "") }, "auto");

    [Fact]
    public void Interrupted() => Check("summary-interrupted", Fake.Summary(TrainingStatus.Interrupted), "auto");

    private static void Check(string golden, TrainingSummary summary, string guard, long flipped = 0)
    {
        var text = new StringWriter();
        var console = Screens.Plain(text);
        console.Profile.Width = 100;
        SummaryBlock.Write(console, summary, new Tally.Counts { FirstNonFinite = 20, Flipped = flipped }, Fake.Facts(guard));
        Golden.Check(text.ToString(), golden);
    }
}
