namespace Ballast.Core.Tests.Watching;

public sealed class TightClipTests
{
    [Fact]
    public void A_hundred_steps_clipped_to_a_hundredth_are_told_once()
    {
        var clip = new TightClip();
        var said = Enumerable.Range(0, 300).Select(i => clip.Learn(Verdict.Rescale(0.001 + (i * 1e-6), "norm 1000 above 1"))).ToArray();
        var words = Assert.Single(said, it => it is not null);
        Assert.Equal(99, Array.IndexOf(said, words));
        Retold.Whole(words!.Replace("norm 1000 above 1", "gradient norm 1000 above 1", StringComparison.Ordinal));
        Assert.StartsWith(
            "Each of the last 100 steps was clipped to 0.0011 of its gradient or less (now: norm 1000 above 1). ",
            words,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void One_step_that_is_clipped_less_begins_anew_and_a_refused_one_does_not()
    {
        var clip = new TightClip();
        for (var i = 0; i < 99; i++)
            Assert.Null(clip.Learn(Verdict.Rescale(0.001, "")));
        Assert.Null(clip.Learn(Verdict.Skip("")));
        Assert.NotNull(clip.Learn(Verdict.Rescale(0.001, "")));
        clip = new TightClip();
        for (var i = 0; i < 300; i++)
            Assert.Null(clip.Learn(i % 50 == 0 ? Verdict.Proceed : Verdict.Rescale(0.001, "")));
    }

    [Fact]
    public void One_tensor_that_is_always_clipped_so_far_is_enough()
    {
        var clip = new TightClip();
        Assert.Single(Enumerable.Range(0, 200).Select(_ => clip.Learn(Verdict.RescaleEach(new[] { 1, 0.005 }, ""))), it => it is not null);
    }
}
