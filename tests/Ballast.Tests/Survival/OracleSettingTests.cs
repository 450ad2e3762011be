using Ballast.Lab;

namespace Ballast.Tests.Survival;

[TensorTests]
public sealed class OracleSettingTests
{
    [Theory]
    [InlineData(0.003, 1.0, true, "oracle,lr=0.003,clip=1,start=sane")]
    [InlineData(3, null, false, "oracle,lr=3,clip=none,start=given")]
    public void A_setting_is_its_name(double rate, double? clip, bool sane, string name)
    {
        var setting = new OracleSetting(rate, clip, sane);
        Assert.Equal(name, setting.Name);
        Assert.Equal(setting, OracleSetting.Parse(name));
        Assert.Equal(name, Policies.Create(name).Name);
    }

    [Theory]
    [InlineData("oracle")]
    [InlineData("oracle,lr=0,clip=1,start=sane")]
    [InlineData("oracle,lr=NaN,clip=1,start=sane")]
    [InlineData("oracle,lr=1,clip=,start=sane")]
    [InlineData("oracle,lr=1,clip=Infinity,start=sane")]
    [InlineData("oracle,lr=1,clip=1,start=mad")]
    public void Other_names_are_none(string name)
    {
        Assert.Null(OracleSetting.Parse(name));
        Assert.Throws<ArgumentException>(() => Policies.Create(name));
    }

    [Fact]
    public void The_rate_is_the_users_times_the_settings_times_warm_up_and_cosine()
    {
        using var run = new OracleSetting(0.3, 1, Sane: false).Policy.Start(new GentleScenario().Build(0), 100);
        Assert.Equal([0.06, 0.3, 0.3, 0.15], [run.Factor(0), run.Factor(4), run.Factor(5), Math.Round(run.Factor(52), 2)]);
        Assert.InRange(run.Factor(99), 0, 1e-3);
    }
}
