namespace Ballast.Tests;

public sealed class PermutationTests
{
    /// <summary>A checkpoint of today has to continue the same way in every later version.</summary>
    [Fact]
    public void Is_the_same_for_ever() => Assert.Equal((long[])[2, 5, 6, 9, 4, 8, 1, 7, 0, 3], Permutation.Of(10, seed: 1, epoch: 0));

    [Fact]
    public void Every_place_is_equally_likely()
    {
        var counts = new int[8];
        for (var epoch = 0; epoch < 8000; epoch++)
            counts[Array.IndexOf(Permutation.Of(8, 5, epoch), 0)]++;
        // 8,000 draws of one in eight: mean 1,000, standard deviation 30
        Assert.All(counts, count => Assert.InRange(count, 880, 1120));
    }
}
