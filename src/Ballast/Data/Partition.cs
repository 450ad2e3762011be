using System.Globalization;
using TorchSharp;
using static TorchSharp.torch;

namespace Ballast;

/// <summary>Which samples are trained on, validated on and tested on: three ascending lists of places without a common one.</summary>
internal sealed record Partition(long[] Train, long[] Validation, long[] Test)
{
    /// <summary>No epoch has this number, so a split never repeats a shuffle of the training.</summary>
    private const long SplitEpoch = -1;

    /// <summary>
    /// Systematic sampling: the samples are put in a random order, those of a class side by side, and the test takes them at even
    /// distances. So every class gives its share, up to one sample.
    /// </summary>
    /// <param name="name">The data set, for messages.</param>
    /// <param name="count">Samples there are.</param>
    /// <param name="split">What share goes where.</param>
    /// <param name="classOf">The class of a sample, or null when there are no classes.</param>
    /// <exception cref="DatasetException">A part that is wanted comes out empty.</exception>
    public static Partition Of(string name, long count, DataSplit split, Func<long, long>? classOf = null)
    {
        Require.NotNegative(split.Validation, "split.validation");
        Require.NotNegative(split.Test, "split.test");
        if (split.Validation + split.Test >= 1)
            throw new DatasetException(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{name}: a validation share of {split.Validation} and a test share of {split.Test} leave nothing to train "
                        + $"on; their sum must be below 1."
                )
            );
        var order = Permutation.Of(count, split.Seed, SplitEpoch);
        if (classOf is not null)
            order = [.. order.OrderBy(classOf)]; // a stable sort: the order within a class stays random
        var (test, rest) = Take(order, split.Test);
        var (validation, train) = Take(rest, split.Validation / (1 - split.Test));
        var parts = new Partition(train, validation, test);
        return train.Length > 0 && (test.Length > 0 || split.Test == 0) && (validation.Length > 0 || split.Validation == 0)
            ? parts
            : throw new DatasetException(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{name}: {count} samples, split into a validation share of {split.Validation} and a test share of "
                        + $"{split.Test}, give {train.Length} to train on, {validation.Length} to validate and {test.Length} to "
                        + $"test. Give more samples or other shares."
                )
            );
    }

    /// <summary>The three parts of samples; null for a part that is empty.</summary>
    public (Samples Train, Samples? Validation, Samples? Test) Of(Samples all) =>
        (all.At(tensor(Train)), Part(all, Validation), Part(all, Test));

    private static Samples? Part(Samples all, long[] places) => places.Length == 0 ? null : all.At(tensor(places));

    private static (long[] Taken, long[] Left) Take(long[] order, double share)
    {
        List<long> taken = [],
            left = [];
        for (var i = 0; i < order.Length; i++)
            (Math.Floor((i + 1.5) * share) > Math.Floor((i + 0.5) * share) ? taken : left).Add(order[i]);
        taken.Sort();
        left.Sort();
        return ([.. taken], [.. left]);
    }
}
