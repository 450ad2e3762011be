using CsCheck;

namespace Ballast.Tests;

public sealed class PartitionTests
{
    [Fact]
    public void Every_sample_is_in_one_part_and_every_class_gives_its_share() =>
        Gen.Select(Gen.Int[40, 300], Gen.Int[1, 5], Gen.Double[0, 0.4], Gen.Double[0.1, 0.5], Gen.Long)
            .Sample(
                (count, classes, validation, test, seed) =>
                {
                    var parts = Partition.Of("x", count, new(validation < 0.05 ? 0 : validation, test, seed), i => i % classes);
                    Assert.Equal(
                        Enumerable.Range(0, count).Select(i => (long)i),
                        parts.Train.Concat(parts.Validation).Concat(parts.Test).Order()
                    );
                    Assert.InRange(parts.Test.Length, (test * count) - 1, (test * count) + 1);
                    for (var c = 0; c < classes; c++)
                    {
                        var all = Enumerable.Range(0, count).Count(i => i % classes == c);
                        Assert.InRange(parts.Test.Count(i => i % classes == c), (test * all) - 1, (test * all) + 1);
                    }
                },
                iter: 100
            );

    [Fact]
    public void Seeds_have_splits_of_their_own_and_repeat_them()
    {
        var first = Partition.Of("x", 100, new(0.2, 0.3, Seed: 1));
        Assert.Equal(first.Test, Partition.Of("x", 100, new(0.2, 0.3, Seed: 1)).Test);
        Assert.Equal((30, 20, 50), (first.Test.Length, first.Validation.Length, first.Train.Length));
        Assert.NotEqual(first.Test, Partition.Of("x", 100, new(0.2, 0.3, Seed: 2)).Test);
        // not the head or the tail of the file, which is often sorted
        Assert.InRange(first.Test.Average(), 35, 65);
    }

    [Fact]
    public void A_part_that_would_be_empty_is_refused() =>
        Assert.Equal(
            "x: 3 samples, split into a validation share of 0 and a test share of 0.1, give 3 to train on, 0 to validate and 0 to "
                + "test. Give more samples or other shares.",
            Assert.Throws<DatasetException>(() => Partition.Of("x", 3, new(Test: 0.1))).Message
        );

    [Fact]
    public void Shares_that_leave_nothing_are_refused() =>
        Assert.StartsWith(
            "x: a validation share of 0.5 and a test share of 0.5 leave nothing to train on",
            Assert.Throws<DatasetException>(() => Partition.Of("x", 100, new(0.5, 0.5))).Message
        );
}
