using TorchSharp;
using static TorchSharp.torch;

namespace Ballast.Tests.Collectives;

[TensorTests]
public sealed class ThreadCollectiveTests
{
    [Fact]
    public void All_receive_the_sum_and_it_keeps_NaN()
    {
        var sums = ThreadCollective.Run(3, world =>
        {
            double[] values = [world.Rank, world.Rank == 1 ? double.NaN : 0, 1];
            world.AllReduce(values);
            return values;
        });
        Assert.All(sums, it => Assert.Equal([3.0, double.NaN, 3.0], it));
    }

    [Theory]
    [InlineData(ScalarType.Float32)]
    [InlineData(ScalarType.Float64)]
    public void Tensors_are_added_up_in_place(ScalarType type)
    {
        var sums = ThreadCollective.Run(4, world =>
        {
            using var scope = NewDisposeScope();
            var values = ones(1000, type).Times(world.Rank + 1);
            world.AllReduce(values);
            return values.to(ScalarType.Float64).data<double>().ToArray();
        });
        Assert.All(sums, it => Assert.All(it, value => Assert.Equal(10, value)));
    }

    [Fact]
    public void All_receive_what_one_says_whichever_it_is()
    {
        var said = ThreadCollective.Run(3, world => string.Join(" ", world.Gather($"I am {world.Rank}")));
        Assert.All(said, it => Assert.Equal("I am 0 I am 1 I am 2", it));
        var tensors = ThreadCollective.Run(3, world =>
        {
            using var scope = NewDisposeScope();
            var values = arange(6).reshape(2, 3).t().Times(world.Rank); // no contiguous one
            world.Broadcast(values, root: 2);
            return values.contiguous().data<long>().ToArray();
        });
        Assert.All(tensors, it => Assert.Equal([0, 6, 2, 8, 4, 10], it));
    }

    [Theory]
    [InlineData(0), InlineData(1), InlineData(7), InlineData(8), InlineData(1000)]
    public void What_one_writes_all_read_in_pieces_of_any_size(int count)
    {
        byte[] bytes = [.. Enumerable.Range(0, count).Select(i => (byte)(i * 7))];
        var read = ThreadCollective.Run(3, world =>
        {
            byte[] mine = [];
            world.Share(
                stream =>
                {
                    for (var at = 0; at < count; at += 5)
                        stream.Write(bytes, at, Math.Min(5, count - at));
                    mine = bytes;
                },
                stream =>
                {
                    var all = new byte[world.Rank == 0 ? count : count / 2]; // one that does not read on does not keep the others
                    stream.ReadExactly(all);
                    Assert.True(world.Rank > 0 || stream.ReadByte() < 0);
                    mine = all;
                },
                root: 1,
                piece: 4
            );
            Assert.Equal("after it", world.Share("after it", 1));
            return mine;
        });
        Assert.All(read, it => Assert.Equal(bytes.Take(it.Length), it));
        Assert.Equal(count, read[0].Length);
    }

    [Fact]
    public void A_rank_that_fails_ends_the_others_where_they_wait()
    {
        var fault = Assert.Throws<AggregateException>(() => ThreadCollective.Run(3, world =>
            {
                if (world.Rank == 1)
                    world.Abort(7, "out of rows");
                world.Barrier();
                return 0;
            }));
        Assert.Equal("rank 1: out of rows", Assert.Single(fault.InnerExceptions).Message);
    }

    [Fact]
    public void What_cannot_be_added_up_is_refused()
    {
        var fault = Assert.Throws<ArgumentException>(() => SingleProcess.Instance.AllReduce(zeros(3, ScalarType.Int64)));
        Assert.Contains("this is Int64 on cpu", fault.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => SingleProcess.Instance.AllReduce(zeros(3, 4).t()));
    }
}
