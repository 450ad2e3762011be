using System.Security.Cryptography;
using Ballast.Lab;
using TorchSharp;
using static TorchSharp.torch;

namespace Ballast.Tests;

[TensorTests]
public sealed class SyntheticTasksTests
{
    public static TheoryData<string> All => [.. SyntheticTasks.Names];

    private static Samples Draw(SyntheticTask task, int count = 400)
    {
        using var generator = new Generator(5);
        return task.Draw(count, generator);
    }

    [Theory, MemberData(nameof(All))]
    public void Every_task_is_a_data_set_that_follows_from_its_seed(string name)
    {
        var task = SyntheticTasks.Create(name);
        Assert.Equal(name, task.Name);
        using var data = Datasets.Synthetic(task, 200);
        using var same = Datasets.Synthetic(SyntheticTasks.Create(name), 200);
        using var other = Datasets.Synthetic(task, 200, new() { Split = new(Seed: 2) });
        Assert.Equal((160, 40), (data.Train.Count, data.Test.Count));
        Assert.Equal(data.TrainX.bytes.ToArray(), same.TrainX.bytes.ToArray());
        Assert.NotEqual(data.TrainX.bytes.ToArray(), other.TrainX.bytes.ToArray());
    }

    [Fact]
    public void Circles_are_told_apart_by_their_radius()
    {
        var (x, y) = Draw(SyntheticTasks.Circle(0));
        Assert.True(x.square().sum(1).sqrt().sub(1 - (0.5 * y.to(ScalarType.Float32))).abs().max().item<float>() < 1e-5);
    }

    [Fact]
    public void Blobs_lie_around_the_corners_of_a_triangle()
    {
        var (x, y) = Draw(SyntheticTasks.Blob(0));
        Assert.Equal([3, 0], x[y.eq(0)][0].data<float>().ToArray());
        Assert.Equal(Math.Sqrt(27), (x[y.eq(1)][0] - x[y.eq(2)][0]).norm().item<float>(), 1e-4);
    }

    [Fact]
    public void Moons_are_half_circles()
    {
        var (x, y) = Draw(SyntheticTasks.TwoMoons(0));
        var first = x[y.eq(0)];
        var second = (tensor(new[] { 1f, 0.5f }) - x[y.eq(1)]);
        foreach (var moon in new[] { first, second })
        {
            Assert.True((moon.square().sum(1).sqrt() - 1).abs().max().item<float>() < 1e-5);
            Assert.True(moon.select(1, 1).min().item<float>() > -1e-6);
        }
    }

    [Fact]
    public void Adding_asks_for_the_two_marked_numbers()
    {
        var (x, y) = Draw(SyntheticTasks.Adding(7));
        Assert.Equal([400, 7, 2], x.shape);
        var marks = x.select(2, 1);
        Assert.Equal([1f], marks.narrow(1, 0, 3).sum(1).data<float>().ToArray().Distinct());
        Assert.Equal([1f], marks.narrow(1, 3, 4).sum(1).data<float>().ToArray().Distinct());
        Assert.Equal((x.select(2, 0) * marks).sum(1).data<float>().ToArray(), y.squeeze(1).data<float>().ToArray());
    }

    [Fact]
    public void Temporal_order_shows_one_telling_symbol_in_each_half()
    {
        var (x, y) = Draw(SyntheticTasks.TemporalOrder(9));
        var symbols = x.argmax(2);
        for (var n = 0; n < 400; n++)
        {
            var telling = symbols[n].data<long>().ToArray().Index().Where(pair => pair.Item < 2).ToArray();
            Assert.Equal(2, telling.Length);
            Assert.True(telling[0].Index < 4 && telling[1].Index >= 4);
            Assert.Equal((2 * telling[0].Item) + telling[1].Item, y[n].item<long>());
        }

        Assert.Equal(4, y.data<long>().ToArray().Distinct().Count());
    }

    [Fact]
    public void Echo_repeats_after_a_delay_and_begins_with_0()
    {
        var (x, y) = Draw(SyntheticTasks.Echo(6, 2));
        Assert.Equal(0, y.narrow(1, 0, 2).sum().item<long>());
        Assert.Equal(
            x.argmax(2).narrow(1, 0, 4).contiguous().data<long>().ToArray(),
            y.narrow(1, 2, 4).contiguous().data<long>().ToArray()
        );
    }

    [Fact]
    public void Text_has_three_successors_of_every_symbol()
    {
        var (x, y) = Draw(SyntheticTasks.MarkovText(50));
        var pairs = x.flatten().data<long>().ToArray().Zip(y.flatten().data<long>().ToArray()).GroupBy(pair => pair.First).ToArray();
        Assert.Equal(16, pairs.Length);
        Assert.All(pairs, group => Assert.Equal(3, group.Select(pair => pair.Second).Distinct().Count()));
        var likely = pairs.Sum(group => group.GroupBy(pair => pair.Second).Max(same => same.Count())) / 20_000.0;
        Assert.InRange(likely, 0.68, 0.72);
    }

    /// <summary>The survival suite's figures were measured with these very batches.</summary>
    [Fact]
    public void The_scenarios_draw_what_they_always_drew()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var name in (string[])["rnn_adding", "rnn_echo", "rnn_adam", "lm_adam"])
        {
            var trial = Scenarios.Public.Concat(Scenarios.Controls).Single(scenario => scenario.Name == name).Build(3);
            foreach (var (x, y) in ((Tensor X, Tensor Y)[])[trial.Batch(0), trial.Batch(1), trial.Batch(2), trial.Clean])
            {
                hash.AppendData(x.contiguous().bytes);
                hash.AppendData(y.contiguous().bytes);
            }
        }

        Assert.Equal("F80E429F96F3CAB84F1480C9A8B895912FC3DACDEB2D5721FAD853B5DFCE0650", Convert.ToHexString(hash.GetHashAndReset()));
    }

    [Fact]
    public void Impossible_tasks_are_refused()
    {
        Assert.StartsWith(
            "There is no task named 'cicle'. Did you mean 'circle'?",
            Assert.Throws<ArgumentException>(() => SyntheticTasks.Create("cicle")).Message
        );
        Assert.Throws<ArgumentOutOfRangeException>(() => SyntheticTasks.Echo(3, 3));
        Assert.Throws<ArgumentOutOfRangeException>(() => SyntheticTasks.Circle(double.NaN));
        Assert.Throws<ArgumentOutOfRangeException>(() => SyntheticTasks.Adding(1));
    }
}
