namespace Ballast.Cli.Tests.Screens;

using Screens = Ballast.Cli.Screens;

public sealed class PlainScreenTests
{
    [Fact]
    public void A_whole_training() => Golden.Check(Run(TimeSpan.FromMilliseconds(277)), "plain-training");

    [Fact]
    public void A_fast_training_says_little_and_a_slow_one_something_every_half_minute()
    {
        Assert.DoesNotContain(Lines(TimeSpan.FromMilliseconds(1)), line => line.StartsWith("epoch 1/3  step", StringComparison.Ordinal));
        Assert.Equal(150, Lines(TimeSpan.FromSeconds(15)).Count(line => line.Contains("  step ", StringComparison.Ordinal)));

        string[] Lines(TimeSpan step) => Run(step).ReplaceLineEndings("\n").Split('\n');
    }

    [Fact]
    public void What_is_noticed_is_said_at_once()
    {
        var (text, clock) = (new StringWriter(), new ManualClock());
        using var screen = new PlainScreen(Screens.Plain(text), Fake.Facts(), quiet: false, clock);
        screen.Begin(Fake.Plan);
        screen.Step(new StepRecord(Fake.Record(1234, 1, 1).Reading, default) { Notices = ["refusals pile up"] }, 0.5);
        Assert.Contains("step 1,234: refusals pile up", text.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_whole_training_in_Chinese() =>
        Golden.Check(Run(TimeSpan.FromMilliseconds(277), speech: Speech.Chinese), "chinese-training");

    [Fact]
    public void Quiet_leaves_only_the_summary() => Golden.Check(Run(TimeSpan.FromSeconds(1), quiet: true), "quiet-training");

    private static string Run(TimeSpan perStep, bool quiet = false, Speech? speech = null)
    {
        var (text, clock) = (new StringWriter(), new ManualClock());
        using var screen = new PlainScreen(Screens.Plain(text), Fake.Facts(speech: speech), quiet, clock);
        screen.Begin(Fake.Plan);
        for (var step = 0; step < Fake.Plan.Steps; step++)
        {
            clock.Move(perStep);
            screen.Step(Fake.Healthy(step), 0.1 + (0.002 * step));
            if ((step + 1) % 100 == 0)
                screen.Evaluated(new EvaluationRecord(step + 1, (step + 1) / 100, 1.0 / (step + 1), 0.5 + (0.001 * step)));
        }

        screen.End(Fake.Summary());
        return text.ToString();
    }
}
