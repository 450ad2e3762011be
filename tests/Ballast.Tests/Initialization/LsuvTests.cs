using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Ballast.Tests;

[TensorTests]
public sealed class LsuvTests
{
    [Theory]
    [InlineData("mlp"), InlineData("plain-cnn"), InlineData("resnet")]
    public void Every_layer_puts_out_unit_variance(string name)
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(5);
        var x = randn(64, 1, 12, 12, generator: generator).Times(30);
        var model = Models.Create(name, [1, 12, 12], 10, new ModelOptions { Init = Initializations.Normal(), Hidden = [32, 32, 32, 32] });
        Assert.Equal(0, Initialize.Lsuv(model, x, generator));
        List<double> deviations = [];
        foreach (var layer in WeightedModule.Of(model))
            layer.Module.register_forward_hook(
                (_, _, output) =>
                {
                    deviations.Add(output.std().item<float>());
                    return output;
                }
            );
        model.call(x);
        Assert.NotEmpty(deviations);
        Assert.All(deviations, deviation => Assert.InRange(deviation, 0.89, 1.11));
    }

    [Fact]
    public void A_layer_that_is_called_twice_is_judged_once_and_one_without_output_is_told()
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(5);
        var shared = nn.Linear(6, 6);
        Assert.Equal(0, Initialize.Lsuv(nn.Sequential(shared, nn.ReLU(), shared), randn(40, 6, generator: generator), generator));
        Assert.Equal(1, Initialize.Lsuv(nn.Sequential(nn.Linear(6, 6)), zeros(40, 6), generator));
        Assert.All(shared.parameters(), p => Assert.True(p.isfinite().all().item<bool>()));
    }

    [Fact]
    public void Buffers_and_gradients_stay_and_one_seed_gives_one_model()
    {
        using var scope = NewDisposeScope();
        double[] Weights()
        {
            using var generator = new Generator(5);
            var model = Models.ResNet([6], 3, new ModelOptions { Width = 8, Depth = 1 });
            var before = model.buffers().SelectMany(Holder.Values).ToArray();
            Initialize.Lsuv(model, randn(40, 6, generator: generator), generator);
            Assert.Equal(before, model.buffers().SelectMany(Holder.Values));
            Assert.All(model.parameters(), p => Assert.Null(p.grad));
            return [.. model.parameters().SelectMany(Holder.Values)];
        }

        Assert.Equal(Weights(), Weights());
    }

    [Fact]
    public void Set_up_alone_repairs_an_explosion_and_leaves_the_optimizer()
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(5);
        var (x, y) = (randn(32, 20, generator: generator), arange(32).remainder(4.Held()).to(ScalarType.Int64));
        var model = Models.Mlp([20], 4, new ModelOptions { Hidden = [64, 64, 64, 64, 64], Init = Initializations.Normal() });
        var optimizer = Optimizers.Adam(model.parameters(), 0.01);
        double Loss() => Losses.CrossEntropy().forward(model.call(x), y).item<float>();
        var before = Loss();
        var preparation = Initialize.Auto(model, x, y, Losses.CrossEntropy(), optimizer);
        Assert.True(before > 1000, $"{before}");
        Assert.True(Loss() < 100, $"{Loss()}: {string.Join("; ", preparation.Done)}");
        Assert.NotEmpty(preparation.Done);
        Assert.All(optimizer.States, state => Assert.Equal(0, state.Step));
    }
}
