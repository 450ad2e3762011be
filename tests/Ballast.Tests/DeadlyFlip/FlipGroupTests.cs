using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Ballast.Tests;

/// <summary>An explosion of one neuron, in every kind of layer, on every type of number: it alone is taken back, whole.</summary>
[TensorTests]
public sealed class FlipGroupTests
{
    public static TheoryData<string, nn.Module, int[], long[]> Layers =>
        new()
        {
            // which parameters explode, and which rows of each belong to the neuron that is to be restored
            { "linear", nn.Linear(3, 4), [0], [1] },
            { "bias", nn.Linear(3, 4), [1], [1] },
            { "conv", nn.Conv2d(2, 4, 3), [0], [1] },
            { "grouped conv", nn.Conv2d(4, 4, 3, groups: 2), [0], [1] },
            { "lstm", nn.LSTM(3, 4), [1], [1, 5, 9, 13] },
            { "gru", nn.GRU(3, 4), [0], [1, 5, 9] },
            { "rnn", nn.RNN(3, 4), [1], [1] },
            { "attention", nn.MultiheadAttention(4, 2), [0], [1] },
            { "embedding", nn.Embedding(6, 3), [0], [1] },
        };

    [Theory]
    [MemberData(nameof(Layers))]
    public void Only_the_neuron_that_exploded_is_taken_back(string name, nn.Module module, int[] exploding, long[] rows)
    {
        foreach (var mode in (FlipMode[])[FlipMode.Rollback, FlipMode.Twin])
        foreach (var type in (ScalarType[])[ScalarType.Float32, ScalarType.Float64, ScalarType.BFloat16])
            Check(name, module.to(type), exploding, rows, mode);
    }

    [Fact]
    public void Strided_weights_go_the_way_of_other_devices_with_the_same_outcome()
    {
        using var model = new Holder(randn(6, 4).t(), randn(3, 2));
        Assert.False(model.All[0].is_contiguous());
        Check("strided", model, [0], [1], FlipMode.Twin);
    }

    [Fact]
    public void A_layer_that_begins_at_zero_can_move()
    {
        using var model = new Holder(zeros(3, 4));
        using var optimizer = Ballast.Optimizers.SGD(model.All, lr: 0.01);
        using var flip = new DeadlyFlip();
        using var guard = Push.Guard(model, optimizer, flip, all => all[0].add_(tensor(0.01f)));
        for (var step = 0; step < 20; step++)
            guard.Step(tensor(1.0));
        Assert.Equal(0, flip.Flips);
        Assert.All(model.Weights()[0], weight => Assert.Equal(0.2, weight, 1e-6));
    }

    [Fact]
    public void Running_statistics_that_broke_are_mended()
    {
        using var model = nn.Sequential(("c", nn.Conv2d(1, 4, 3)), ("n", nn.BatchNorm2d(4)));
        using var optimizer = Ballast.Optimizers.SGD(model.parameters(), lr: 0);
        using var flip = new DeadlyFlip();
        var mean = model.named_buffers().First(b => b.name == "n.running_mean").buffer;
        var step = 0;
        using var guard = Push.Guard(model, optimizer, flip, all =>
        {
            if (++step < 2)
                return;
            Push.Rows(all[0], 100, 1);
            mean[1] = float.PositiveInfinity;
        });
        guard.Step(tensor(1.0));
        var record = guard.Step(tensor(1.0));
        Assert.Equal(1, flip.Flips);
        Assert.True(mean.isfinite().all().item<bool>());
        Assert.Equal("deadly-flip: 1 neurons, most of all c 1 by 99 of its weights: taken back", Short(Assert.Single(record.Edits)));

        static string Short(string words) => System.Text.RegularExpressions.Regex.Replace(words, @"by [\d.]+", "by 99");
    }

    private static void Check(string name, nn.Module module, int[] exploding, long[] rows, FlipMode mode)
    {
        using var optimizer = Ballast.Optimizers.Adam(module.parameters(), lr: 0);
        using var flip = new DeadlyFlip(new() { Mode = mode });
        List<Flip> seen = [];
        flip.Flipped += (_, what) => seen.Add(what);
        double[][] before = [];
        using var guard = Push.Guard(module, optimizer, flip, all =>
        {
            before = [.. all.Select(Holder.Values)];
            foreach (var parameter in all)
                parameter.add_(tensor(0.001f).to(parameter.dtype));
            foreach (var i in exploding)
            {
                var row = all[i].select(0, 1);
                row.add_(tensor(50f).to(row.dtype));
            }
        });
        guard.Step(tensor(1.0));
        Assert.Equal([1], seen.Select(what => what.Neuron));
        Assert.Equal((1, 0), (flip.Flips, flip.NonFinite));
        foreach (var (parameter, was) in module.parameters().Zip(before))
        {
            var (now, width) = (Holder.Values(parameter), was.Length / (int)parameter.shape[0]);
            for (var i = 0; i < was.Length; i++)
            {
                if (rows.Contains(i / width) && Owns(parameter))
                    Assert.Equal(was[i], now[i]);
                else
                    Assert.InRange(now[i] - was[i], 0, 0.1);
            }
        }

        bool Owns(Parameter parameter) => parameter.shape[0] == module.parameters().ElementAt(exploding[0]).shape[0];
    }
}
