using TorchSharp;
using static TorchSharp.torch;

namespace Ballast.Tests;

[TensorTests]
public sealed class ModelsTests
{
    [Fact]
    public void Mlp_names_its_layers_readably()
    {
        using var model = Models.Mlp([1, 4, 4], 10, new() { Hidden = [8, 6], Activation = "tanh" });
        Assert.Equal(
            ["input", "flatten", "linear1", "act1", "linear2", "act2", "linear3"],
            model.named_children().Select(child => child.name)
        );
        Assert.Equal(
            [
                "linear1.weight [8, 16]",
                "linear1.bias [8]",
                "linear2.weight [6, 8]",
                "linear2.bias [6]",
                "linear3.weight [10, 6]",
                "linear3.bias [10]",
            ],
            Shapes(model)
        );
    }

    [Fact]
    public void Plain_cnn_names_its_layers_readably()
    {
        using var model = Models.PlainCnn([1, 28, 28], 10, new() { Channels = [4, 8], Hidden = [] });
        Assert.Equal(
            ["input", "conv1", "act1", "pool1", "conv2", "act2", "pool2", "flatten", "linear1"],
            model.named_children().Select(child => child.name)
        );
        Assert.Equal(
            [
                "conv1.weight [4, 1, 3, 3]",
                "conv1.bias [4]",
                "conv2.weight [8, 4, 3, 3]",
                "conv2.bias [8]",
                "linear1.weight [10, 392]",
                "linear1.bias [10]",
            ],
            Shapes(model)
        );
    }

    public static TheoryData<string> Zoo => [.. Models.Names];

    /// <summary>
    /// Joining the zoo means passing this: right shape, repeatable weights, the input left alone, hooks fire, and it learns.
    /// </summary>
    [Theory, MemberData(nameof(Zoo))]
    public void Every_model_keeps_the_rules_of_the_zoo(string name)
    {
        using var scope = NewDisposeScope();
        long[] shape = [1, 8, 8];
        using var model = Models.Create(name, shape, 3, new() { Seed = 5 });
        using var twin = Models.Create(name, shape, 3, new() { Seed = 5 });
        Assert.IsType<InputAffine>(model.children().First());

        using var generator = new Generator(7);
        var x = rand([16, .. shape], generator: generator);
        var y = arange(16) % 3;
        Assert.Equal([16, 3], model.call(x).shape);
        Assert.True(model.call(x).allclose(twin.call(x), rtol: 0, atol: 0));
        Assert.False(x.IsInvalid);

        var hooked = 0;
        foreach (var child in model.children().OfType<nn.Module<Tensor, Tensor>>())
            child.register_forward_hook(
                (_, _, output) =>
                {
                    hooked++;
                    return output;
                }
            );
        model.call(x);
        Assert.Equal(model.children().Count(), hooked);

        var loss = Losses.CrossEntropy();
        using var adam = Ballast.Optimizers.Adam(model.parameters(), 0.01);
        var before = loss.forward(model.call(x), y).item<float>();
        for (var step = 0; step < 100; step++)
        {
            adam.zero_grad();
            loss.forward(model.call(x), y).backward();
            adam.step();
        }
        Assert.True(loss.forward(model.call(x), y).item<float>() < before / 4);
    }

    [Fact]
    public void Every_activation_works_in_a_model()
    {
        using var scope = NewDisposeScope();
        Assert.All(Activations.Names, name => Assert.Equal([2, 3], Models.Mlp([4], 3, new() { Activation = name }).call(rand(2, 4)).shape));
    }

    [Fact]
    public void What_does_not_fit_is_refused()
    {
        Assert.StartsWith(
            "plain-cnn needs images [channels, rows, columns]; one input here is [784].",
            Assert.Throws<ArgumentException>(() => Models.PlainCnn([784], 10)).Message
        );
        Assert.StartsWith(
            "3 convolutions halve an image of 4 x 4 to nothing",
            Assert.Throws<ArgumentException>(() => Models.PlainCnn([1, 4, 4], 10, new() { Channels = [2, 2, 2] })).Message
        );
        Assert.StartsWith(
            "A width of hidden is 0; it must be at least 1.",
            Assert.Throws<ArgumentException>(() => Models.Mlp([4], 2, new() { Hidden = [0] })).Message
        );
        Assert.StartsWith(
            "There is no model named 'plain-cn'. Did you mean 'plain-cnn'?",
            Assert.Throws<ArgumentException>(() => Models.Create("plain-cn", [4], 2)).Message
        );
    }

    private static IEnumerable<string> Shapes(nn.Module model) =>
        model.named_parameters().Select(pair => $"{pair.name} [{string.Join(", ", pair.parameter.shape)}]");
}
