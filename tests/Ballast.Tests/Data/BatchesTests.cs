using CsCheck;
using TorchSharp;
using static TorchSharp.torch;

namespace Ballast.Tests;

[TensorTests]
public sealed class BatchesTests
{
    private static Batches Make(int count, int size, long seed, bool dropLast = true)
    {
        var x = arange(count, ScalarType.Float32).view(count, 1);
        return new Batches(x, arange(count), size, seed, dropLast: dropLast);
    }

    private static List<long[]> Labels(IEnumerable<(Tensor x, Tensor y)> batches) =>
        [.. batches.Select(batch => batch.y.data<long>().ToArray())];

    [Fact]
    public void Every_sample_is_visited_once_an_epoch() =>
        Gen.Select(Gen.Int[1, 60], Gen.Int[1, 20], Gen.Long)
            .Sample(
                (count, size, seed) =>
                {
                    using var scope = NewDisposeScope();
                    using var batches = Make(count, size, seed, dropLast: false);
                    for (var epoch = 0; epoch < 2; epoch++)
                        Assert.Equal(Enumerable.Range(0, count).Select(i => (long)i), Labels(batches.Epoch()).SelectMany(y => y).Order());
                },
                iter: 100
            );

    [Fact]
    public void The_incomplete_batch_is_dropped_and_inputs_stay_with_their_labels()
    {
        using var batches = Make(10, 4, seed: 1);
        Assert.Equal(2, batches.PerEpoch);
        foreach (var (x, y) in batches.Epoch())
        {
            Assert.Equal([4, 1], x.shape);
            Assert.Equal(y.data<long>().ToArray(), x.to(ScalarType.Int64).flatten().data<long>().ToArray());
        }
        Assert.Equal(new BatchPosition(1, 1, 0), batches.Position);
    }

    [Fact]
    public void Epochs_and_seeds_have_orders_of_their_own()
    {
        using var batches = Make(50, 50, seed: 1);
        using var other = Make(50, 50, seed: 2);
        var first = Labels(batches.Epoch())[0];
        Assert.NotEqual(first, Labels(batches.Epoch())[0]);
        Assert.NotEqual(first, Labels(other.Epoch())[0]);
    }

    [Fact]
    public void Saved_and_loaded_it_replays_what_followed() =>
        Gen.Select(Gen.Int[0, 25], Gen.Long)
            .Sample(
                (steps, seed) =>
                {
                    using var scope = NewDisposeScope();
                    using var batches = Make(23, 4, seed);
                    using var memory = new MemoryStream();
                    var expected = new List<long[]>();
                    for (var taken = 0; taken < steps + 12; )
                        foreach (var (_, y) in batches.Epoch())
                        {
                            if (taken >= steps)
                                expected.Add(y.data<long>().ToArray());
                            if (++taken == steps)
                                batches.Save(new BinaryWriter(memory));
                        }
                    if (steps == 0)
                        return;

                    using var again = Make(23, 4, seed: ~seed);
                    memory.Position = 0;
                    again.Load(new BinaryReader(memory));
                    var replayed = new List<long[]>();
                    while (replayed.Count < expected.Count)
                        replayed.AddRange(Labels(again.Epoch()));
                    Assert.Equal(expected, replayed[..expected.Count]);
                },
                iter: 50
            );

    [Fact]
    public void A_position_set_in_a_running_loop_takes_effect_at_once()
    {
        using var batches = Make(12, 4, seed: 3);
        var seen = new List<long[]>();
        foreach (var (_, y) in batches.Epoch())
        {
            seen.Add(y.data<long>().ToArray());
            if (seen.Count == 2)
                batches.Position = batches.Position with { Batch = 1 };
        }
        Assert.Equal(4, seen.Count);
        Assert.Equal(seen[1], seen[2]);
    }

    [Fact]
    public void A_batch_lives_until_the_next_and_leaves_nothing_behind()
    {
        using var batches = Make(12, 4, seed: 1);
        using var scope = NewDisposeScope();
        Tensor? last = null;
        foreach (var (x, _) in batches.Epoch())
        {
            Assert.False(x.IsInvalid);
            Assert.True(last is null || last.IsInvalid);
            last = x;
        }
        Assert.True(last!.IsInvalid);
        Assert.Equal(0, scope.DisposablesCount);
    }

    [Fact]
    public void In_order_walks_all_samples_with_a_short_last_batch()
    {
        using var scope = NewDisposeScope();
        var (x, y) = (zeros(10, 2), arange(10));
        Assert.Equal(
            [
                [0, 1, 2, 3],
                [4, 5, 6, 7],
                [8, 9],
            ],
            Labels(Batches.InOrder(x, y, 4))
        );
    }

    [Fact]
    public void Impossible_batches_are_refused()
    {
        using var scope = NewDisposeScope();
        Assert.StartsWith("A batch of 8 cannot be filled from 5 samples.", Assert.Throws<ArgumentException>(() => Make(5, 8, 1)).Message);
        Assert.StartsWith(
            "There are 3 inputs and 4 targets.",
            Assert.Throws<ArgumentException>(() => new Batches(zeros(3, 1), zeros(4), 1, 1)).Message
        );
        using var batches = Make(8, 4, 1);
        Assert.Throws<ArgumentOutOfRangeException>(() => batches.Position = new(1, 0, 3));
        Assert.Throws<ArgumentOutOfRangeException>(() => batches.Position = new(1, -1, 0));
    }
}
