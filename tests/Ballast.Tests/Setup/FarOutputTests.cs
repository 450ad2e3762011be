using TorchSharp;
using static TorchSharp.torch;

namespace Ballast.Tests;

/// <summary>Outputs are brought to where the loss wants them, and nowhere if there is no such place.</summary>
[TensorTests]
public sealed class FarOutputTests
{
    [Fact]
    public void Targets_far_away_move_the_last_layer_there()
    {
        using var net = Net();
        var preparation = Prepare(net, (output, i) => nn.functional.mse_loss(output, Targets(i).mul(200).add(500)));
        Assert.Contains("moved to outputs of size", Assert.Single(preparation.Done), StringComparison.Ordinal);
        using var output = net.call(Input(9));
        Assert.InRange(output.mean().item<float>(), 350, 650);
        Assert.InRange(output.std().item<float>(), 6, 50); // a small share of the targets' spread: nearly constant
    }

    [Fact]
    public void Each_output_has_a_place_of_its_own()
    {
        using var net = Net(outputs: 2);
        Prepare(net, (output, i) => nn.functional.mse_loss(output, cat([Targets(i).add(1000), Targets(i).sub(50)], 1)));
        using var output = net.call(Input(9)).mean([0]);
        Assert.InRange(output[0].item<float>(), 900, 1100);
        Assert.InRange(output[1].item<float>(), -150, 50);
    }

    [Fact]
    public void Outputs_far_too_large_for_their_targets_are_brought_to_their_size()
    {
        using var net = Net();
        using (no_grad())
            net.get_parameter("b.weight")!.mul_(40);
        var preparation = Prepare(net, (output, i) => nn.functional.mse_loss(output, Targets(i)));
        Assert.Contains("moved to outputs of size", Assert.Single(preparation.Done), StringComparison.Ordinal);
        using var output = net.call(Input(9));
        Assert.InRange(output.std().item<float>(), 0.03, 0.3);
    }

    [Fact]
    public void Batches_of_one_row_say_together_where_the_targets_are()
    {
        using var net = Net();
        using var optimizer = Ballast.Optimizers.SGD(net.parameters());
        using var guard = StepGuard.For(net, optimizer);
        var preparation = guard.Prepare(Enumerable.Range(0, 64), i =>
            nn.functional.mse_loss(net.call(Input(0).narrow(0, i, 1)), Targets(0).narrow(0, i, 1).mul(200).add(500))
        );
        Assert.Contains("moved to outputs of size", Assert.Single(preparation.Done), StringComparison.Ordinal);
        using var output = net.call(Input(9));
        Assert.InRange(output.mean().item<float>(), 350, 650);
        Assert.InRange(output.std().item<float>(), 2, 100);
    }

    [Fact]
    public void One_row_alone_says_nothing()
    {
        using var net = Net();
        using var optimizer = Ballast.Optimizers.SGD(net.parameters());
        using var guard = StepGuard.For(net, optimizer);
        var asked = 0;
        var preparation = guard.Prepare(Enumerable.Range(0, 64), i =>
        {
            asked = Math.Max(asked, i);
            return nn.functional.mse_loss(net.call(Input(0).narrow(0, i, 1)), Targets(0).narrow(0, i, 1));
        });
        Assert.True(preparation.Healthy);
        Assert.InRange(asked, 5, 16); // more batches than usual, but not all there are
    }

    [Fact]
    public void Heads_that_are_mixed_are_shifted_together()
    {
        using var net = Net(outputs: 2);
        var preparation = Prepare(net, (output, i) =>
        {
            var (z, y) = (output.mean([1], keepdim: true), Targets(i).exp()); // each column is half of the logarithm of a rate
            return (z.exp().mul(8760) - z.mul(y)).mean();
        });
        Assert.Contains("outputs shifted where the loss wants them", Assert.Single(preparation.Done), StringComparison.Ordinal);
        Assert.InRange(net.call(Input(9)).mean().item<float>(), -11, -7); // ln(1 / 8760) is -9.1
    }

    [Theory]
    [InlineData("unit targets")]
    [InlineData("targets a little off")]
    [InlineData("a loss below 0")]
    [InlineData("heavy tails")]
    [InlineData("a wild batch")]
    [InlineData("summed cross-entropy")]
    public void Nothing_moves_where_no_place_is_far(string kind)
    {
        using var net = Net();
        var before = net.parameters().Select(Holder.Values).ToArray();
        var preparation = Prepare(net, (output, i) => kind switch
            {
                "unit targets" => nn.functional.mse_loss(output, Targets(i)),
                "a loss below 0" => nn.functional.mse_loss(output, Targets(i)) - 3,
                "targets a little off" => nn.functional.mse_loss(output, Targets(i).add(1)),
                "heavy tails" => nn.functional.mse_loss(output, Targets(i).mul(tan(Targets(i).mul(0.5)))),
                "a wild batch" => nn.functional.mse_loss(output, Targets(i).mul(i == 0 ? 1e5 : 1)),
                _ => nn.functional.binary_cross_entropy_with_logits(output, Targets(i).gt(0).to(ScalarType.Float32)) * 1e4,
            });
        Assert.True(preparation.Healthy);
        Assert.Equal(before, net.parameters().Select(Holder.Values).ToArray());
    }

    private static TorchSharp.Modules.Sequential Net(int outputs = 1)
    {
        random.manual_seed(5);
        return nn.Sequential(("a", nn.Linear(10, 32)), ("relu", nn.ReLU()), ("b", nn.Linear(32, outputs)));
    }

    private static Preparation Prepare(nn.Module<Tensor, Tensor> net, Func<Tensor, int, Tensor> loss)
    {
        using var optimizer = Ballast.Optimizers.SGD(net.parameters());
        using var guard = StepGuard.For(net, optimizer);
        return guard.Prepare(Enumerable.Range(0, 5), i => loss(net.call(Input(i)), i));
    }

    private static Tensor Input(int index)
    {
        using var generator = new Generator((ulong)index + 80);
        return randn([64, 10], generator: generator);
    }

    private static Tensor Targets(int index) => Input(index).mean([1], keepdim: true).mul(Math.Sqrt(10));
}
