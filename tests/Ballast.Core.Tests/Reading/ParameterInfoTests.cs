namespace Ballast.Core.Tests.Reading;

public sealed class ParameterInfoTests
{
    [Theory]
    [InlineData(1, 1, true, new long[] { })]
    [InlineData(5, 1, true, new long[] { 5 })]
    [InlineData(12, 3, false, new long[] { 4, 3 })]
    [InlineData(216, 27, false, new long[] { 8, 3, 3, 3 })]
    [InlineData(0, 1, false, new long[] { 0, 3 })]
    public void Count_and_fan_in_follow_from_the_shape(long count, long fanIn, bool vector, long[] shape)
    {
        var info = new ParameterInfo("w", shape);
        Assert.Equal((count, fanIn, vector, 1), (info.Count, info.FanIn, info.IsVector, info.Calls));
    }

    [Fact]
    public void The_ratio_of_an_update_is_relative_to_the_weights()
    {
        var info = new ParameterInfo("w", [2]);
        Assert.Equal(0.5, new UpdateReading(info, 1, 2, 0, 0, 0).Ratio);
        Assert.Equal(double.PositiveInfinity, new UpdateReading(info, 1, 0, 0, 0, 0).Ratio);
        Assert.Equal(0, new UpdateReading(info, 0, 0, 0, 0, 0).Ratio);
    }
}
