namespace Ballast.Tests.Recovery;

/// <summary>Where the data stood before each of the last eight steps.</summary>
public sealed class RecentPositionsTests
{
    private sealed class Counter : ICheckpointed
    {
        public int Next { get; set; }

        public void Save(BinaryWriter writer) => writer.Write(Next);

        public void Load(BinaryReader reader) => Next = reader.ReadInt32();
    }

    [Theory]
    [InlineData(0, 0, 0)]
    [InlineData(1, 0, 1)] // nothing was drawn since
    [InlineData(2, 1, 0)]
    [InlineData(9, 8, 0)]
    [InlineData(30, 8, 21)]
    public void They_are_rewound_by_the_steps_that_are_told(int noted, int back, int stands)
    {
        var counter = new Counter();
        var recent = new RecentPositions([counter]);
        for (var i = 0; i < noted; i++)
        {
            recent.Note();
            counter.Next++;
        }

        Assert.Equal(back, recent.Rewind());
        Assert.Equal(stands, counter.Next);
        recent.Clear();
        Assert.Equal(0, recent.Rewind());
    }

    [Fact]
    public void Without_data_there_is_nothing_to_rewind()
    {
        var recent = new RecentPositions([]);
        recent.Note();
        recent.Note();
        Assert.False(recent.Any);
        Assert.Equal(0, recent.Rewind());
    }

    /// <summary>What has crept up is a matter of the rate for good, what came at once may pass.</summary>
    [Fact]
    public void A_slow_rise_lowers_the_rate_for_good()
    {
        Assert.Equal(RateCause.Lasting, Way.Of(RiseKind.Slowly, new LossAlarm()).Cause);
        Assert.Equal(RateCause.Passing, Way.Of(RiseKind.Suddenly, new LossAlarm()).Cause);
        Assert.Contains("slowly", Way.Of(RiseKind.Slowly, new LossAlarm()).Why, StringComparison.Ordinal);
        Assert.True(Way.NotFinite("w").Replays);
    }
}
