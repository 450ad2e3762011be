using Ballast.Reference;
using TorchSharp;
using static TorchSharp.torch;

namespace Ballast.Tests;

[TensorTests]
public sealed class MonteCarloTests
{
    /// <summary>
    /// One input 1, dropped with p = 1/2, then a logit of 3 times what is left, which is 2 or 0: so the answers are sigmoid(6) and 1/2,
    /// each half of the time.
    /// </summary>
    [Fact]
    public void Of_a_known_case_it_finds_mean_entropy_and_disagreement()
    {
        var layer = nn.Linear(1, 1, hasBias: false);
        using (no_grad())
            layer.weight!.fill_(3);
        var model = nn.Sequential(Dropouts.Dropout(0.5, 1), layer);
        using var prediction = MonteCarlo.Predict(model, ones(1, 1), samples: 20_000);
        var p = (0.5 + (1 / (1 + Math.Exp(-6)))) / 2;
        var single = (Entropy(0.5) + Entropy(1 / (1 + Math.Exp(-6)))) / 2;
        Assert.Equal(p, prediction.Probability.item<float>(), 0.01);
        Assert.Equal(Entropy(p), prediction.Entropy.item<float>(), 0.01);
        Assert.Equal(Entropy(p) - single, prediction.MutualInformation.item<float>(), 0.01);

        static double Entropy(double p) => -(p * Math.Log(p)) - ((1 - p) * Math.Log(1 - p));
    }

    [Fact]
    public void It_agrees_with_its_slow_twin_over_the_same_samples()
    {
        var (model, x) = (Net(), randn(1, 5));
        var samples = MonteCarlo.Sample(model, x, 12, seed: 4);
        Assert.Equal([12L, 1, 3], samples.shape);
        using var prediction = MonteCarlo.Predict(model, x, 12, seed: 4);
        var (mean, entropy, mutual) = SlowDropouts.Uncertainty([.. Enumerable.Range(0, 12).Select(i => Holder.Values(samples[i][0]))]);
        foreach (var (expected, given) in mean.Zip(Holder.Values(prediction.Probability[0])))
            Assert.Equal(expected, given, 1e-5);
        Assert.Equal(entropy, prediction.Entropy.item<float>(), 1e-5);
        Assert.Equal(mutual, prediction.MutualInformation.item<float>(), 1e-5);
        Assert.True(mutual > 1e-4);
    }

    [Fact]
    public void It_leaves_no_trace_and_batch_statistics_alone()
    {
        var (model, x) = (Net(), randn(6, 5));
        model.call(x);
        model.named_children().First(child => child.module is TorchSharp.Modules.BatchNorm1d).module.eval();
        var modes = model.modules().Select(module => module.training).ToArray();
        var buffers = model.buffers().Select(Holder.Values).ToArray();
        using var first = MonteCarlo.Predict(model, x, 5);
        Assert.Equal(modes, model.modules().Select(module => module.training));
        Assert.Equal(buffers, model.buffers().Select(Holder.Values));
        using var again = MonteCarlo.Predict(model, x, 5);
        Assert.True(DropoutBattery.Same(first.Probability, again.Probability));
        using var other = MonteCarlo.Predict(model, x, 5, seed: 2);
        Assert.False(DropoutBattery.Same(first.Probability, other.Probability));
        Assert.False(first.Probability.requires_grad);
    }

    [Fact]
    public void Answers_of_every_step_and_torchsharps_own_dropout_are_served()
    {
        using var steps = Models.Lstm([4, 2], 3, new() { Output = "all", Regularizers = [new("zoneout", 0.2)] });
        using var prediction = MonteCarlo.Predict(steps, randn(5, 4, 2), 3);
        Assert.Equal([5L, 4, 3], prediction.Probability.shape);
        Assert.Equal([5L, 4], prediction.Entropy.shape);
        var foreign = nn.Sequential(nn.Linear(5, 40), nn.Dropout(0.5), nn.Linear(40, 3));
        using var uncertain = MonteCarlo.Predict(foreign, randn(4, 5), 20);
        Assert.True(uncertain.MutualInformation.min().item<float>() > 0);
    }

    [Fact]
    public void Without_dropout_or_samples_there_is_nothing_to_say()
    {
        using var model = Models.Mlp([5], 3);
        Assert.Contains(
            "no dropout",
            Assert.Throws<ArgumentException>(() => MonteCarlo.Predict(model, randn(2, 5))).Message,
            StringComparison.Ordinal
        );
        using var net = Net();
        Assert.Throws<ArgumentOutOfRangeException>(() => MonteCarlo.Predict(net, randn(2, 5), samples: 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => MonteCarlo.Predict(net, randn(2, 5), seed: -1));
    }

    private static TorchSharp.Modules.Sequential Net() =>
        nn.Sequential(nn.Linear(5, 20), nn.BatchNorm1d(20), nn.ReLU(), Dropouts.Dropout(0.3, 1), nn.Linear(20, 3));
}
