namespace Ballast.Tests;

/// <summary>When a remedy is kept.</summary>
public sealed class RehearsedLossTests
{
    [Theory]
    [InlineData(2.7, 1.4, 1e5, 2e4, true)] // what explodes without it
    [InlineData(1.4, 1.35, 1.6, 1.5, true)] // hardly learns without it: any gain
    [InlineData(1.4, 1.55, 1.6, 1.5, false)] // ends higher
    [InlineData(4.9, 3.3, 17, 3.4, false)] // learns by itself: a gain of 3 % is none
    [InlineData(4.9, 3.0, 17, 3.4, true)] // of 12 % it is
    [InlineData(20, 1, 2, 1.5, false)] // has lost what it knew
    [InlineData(-1, -5, -1, -4, true)] // a loss without a floor
    [InlineData(-1, -4.2, -1, -4, false)]
    [InlineData(3, double.PositiveInfinity, double.PositiveInfinity, double.PositiveInfinity, true)] // begins, at least
    [InlineData(3, double.PositiveInfinity, 3, double.PositiveInfinity, false)] // no more than without
    [InlineData(double.NaN, double.NaN, 2, 1, false)]
    public void A_remedy_is_kept_if_it_earns_its_keep(double before, double after, double untouched, double then, bool kept) =>
        Assert.Equal(kept, new RehearsedLoss(before, after).IsWorthFor(new(untouched, then)));
}
