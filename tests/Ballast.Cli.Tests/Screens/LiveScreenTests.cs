using Spectre.Console;

namespace Ballast.Cli.Tests.Screens;

using Screens = Ballast.Cli.Screens;

public sealed class LiveScreenTests
{
    [Theory]
    [InlineData("live-beginning", 0, 0)]
    [InlineData("live-middle", 155, 61)]
    [InlineData("live-end", 300, 120)]
    public void A_moment(string golden, int steps, int seconds)
    {
        var (text, clock) = (new StringWriter(), new ManualClock());
        var tally = new Tally(clock);
        for (var step = 0; step < steps; step++)
            tally.Add(Fake.Healthy(step), 0.1 + (0.002 * step));
        if (steps >= 100)
            tally.Add(new EvaluationRecord(steps / 100 * 100, steps / 100, 0.6, 0.7712));
        clock.Move(TimeSpan.FromSeconds(seconds));
        Screens.Plain(text).Write(LiveScreen.Picture(Speech.English, Fake.Plan, tally.Now, 100));
        Golden.Check(text.ToString(), golden);
    }

    [Fact]
    public void A_loss_that_is_none_is_called_that()
    {
        var (text, tally) = (new StringWriter(), new Tally(new ManualClock()));
        tally.Add(Fake.Record(0, 2.5, 3e30), double.NaN);
        tally.Add(Fake.Record(1, double.NaN, double.NaN), double.NaN);
        Screens.Plain(text).Write(LiveScreen.Picture(Speech.English, Fake.Plan, tally.Now, 80));
        Golden.Check(text.ToString(), "live-not-finite");
    }

    [Fact]
    public void It_ends_with_the_summary_however_often_it_is_stopped()
    {
        var text = new StringWriter();
        var console = AnsiConsole.Create(
            new AnsiConsoleSettings
            {
                Ansi = AnsiSupport.Yes,
                Interactive = InteractionSupport.Yes,
                Out = new AnsiConsoleOutput(text),
            }
        );
        var before = SelfLog.Out;
        using (var screen = new LiveScreen(console, Fake.Facts()))
        {
            screen.Begin(Fake.Plan);
            screen.Step(Fake.Healthy(0), 0.5);
            SelfLog.Write("a sink failed");
            screen.Evaluated(new EvaluationRecord(1, 1, 0.5, 0.5));
            screen.End(Fake.Summary());
        }

        Assert.Equal(before, SelfLog.Out);
        Assert.Contains("ballast: a sink failed", text.ToString(), StringComparison.Ordinal);
        Assert.Contains("epoch 1/3 done: test loss 0.5, test accuracy 50.0 %", text.ToString(), StringComparison.Ordinal);
        Assert.Contains("run file          runs/1/run.db", text.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Without_a_terminal_the_screen_is_plain()
    {
        using var screen = Screens.For(json: false, quiet: false, color: false, Fake.Facts());
        Assert.IsType<PlainScreen>(screen);
    }

    [Fact]
    public void A_step_costs_the_training_thread_no_memory()
    {
        using var screen = new LiveScreen(Screens.Plain(TextWriter.Null), Fake.Facts());
        var record = Fake.Healthy(10);
        screen.Step(record, 0.5);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++)
            screen.Step(record, 0.5);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }
}
