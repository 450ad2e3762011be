using Ballast.Lab;
using TorchSharp;
using static TorchSharp.torch;

namespace Ballast.Tests.Survival;

/// <summary>
/// The networks of the suite are made of the models' parts. What they start from is pinned, so that no change to a model changes a
/// published number: every weight is drawn in this order, standard normal times a standard deviation.
/// </summary>
[TensorTests]
public sealed class NetworkTests
{
    private static readonly double He = Math.Sqrt(2);

    [Fact]
    public void Recurrent_net() => Starts("rnn_echo", ([64, 4], 1 / 2.0), ([64, 64], 2.2 / 8), ([4, 64], 1 / 8.0));

    [Fact]
    public void Residual_net() =>
        Starts(
            "resnet60",
            [
                ([48, 196], He / 14),
                .. Enumerable.Repeat<(long[], double)>(([48, 48], He / Math.Sqrt(48)), 120),
                ([10, 48], 1 / Math.Sqrt(48)),
            ]
        );

    [Fact]
    public void Transformer() =>
        Starts(
            "postln_nowarm",
            [
                ([16, 32], 1),
                ([12, 32], 0.1),
                .. Enumerable
                    .Repeat<(long[], double)[]>(
                        [
                            .. Enumerable.Repeat<(long[], double)>(([32, 32], 1 / Math.Sqrt(32)), 4),
                            ([128, 32], He / Math.Sqrt(32)),
                            ([32, 128], 1 / Math.Sqrt(128)),
                        ],
                        5
                    )
                    .SelectMany(block => block),
                ([16, 32], 1 / Math.Sqrt(32)),
            ]
        );

    /// <summary>Losses of the first batch, seed 1, as they were before the networks were shared with the zoo.</summary>
    [Theory]
    [InlineData("rnn_adding", RnnAdding)]
    [InlineData("rnn_adam", RnnAdam)]
    [InlineData("postln_nowarm", PostLn)]
    [InlineData("lm_adam", PreLn)]
    [InlineData("resnet60", ResNet60)]
    public void First_loss(string name, double expected)
    {
        using var scope = NewDisposeScope();
        using var off = no_grad();
        var trial = Build(name);
        var loss = trial.LossOf(trial.Batch(0)).item<float>();
        Assert.InRange(loss / expected, 1 - 1e-3, 1 + 1e-3); // another processor adds in another order
    }

    private const double RnnAdding = 1027358.06,
        RnnAdam = 1.4640763,
        PostLn = 3.1284218,
        PreLn = 3.8346627,
        ResNet60 = 1.2085787e14;

    private static void Starts(string name, params (long[] Shape, double Std)[] drawn)
    {
        using var scope = NewDisposeScope();
        using var weights = new Generator(1);
        var parameters = Build(name).Model.parameters().Where(p => p.ndim == 2).ToList();
        Assert.Equal(drawn.Length, parameters.Count);
        foreach (var (shape, std) in drawn)
        {
            var wanted = randn(shape, generator: weights).mul_(std);
            Assert.Equal(1, parameters.RemoveAll(p => p.shape.SequenceEqual(shape) && p.detach().bytes.SequenceEqual(wanted.bytes)));
        }
    }

    private static Trial Build(string name) =>
        Scenarios.Public.Concat(Scenarios.Controls).Single(scenario => scenario.Name == name).Build(1);
}
