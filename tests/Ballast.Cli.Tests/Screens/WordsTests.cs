namespace Ballast.Cli.Tests.Screens;

public sealed class WordsTests
{
    /// <summary>A price is no power of ten.</summary>
    [Theory]
    [InlineData(171320.3125, "171320.3")]
    [InlineData(-213450, "-213450")]
    [InlineData(1234567890, "1234567890")]
    [InlineData(12.3456789, "12.34568")]
    [InlineData(0.000123456789, "0.0001234568")]
    [InlineData(1, "1")]
    [InlineData(0, "0")]
    [InlineData(9999999.96, "10000000")]
    [InlineData(1.5e20, "1.5E+20")]
    [InlineData(3e-12, "3E-12")]
    [InlineData(double.NaN, "NaN")]
    [InlineData(double.NegativeInfinity, "-infinite")]
    public void A_predicted_number_is_plainly_written(double value, string text) => Assert.Equal(text, Words.Value(value));

    [Fact]
    public void So_many_digits_as_are_asked_for() => Assert.Equal("1235", Words.Value(1234.56, digits: 3));
}
