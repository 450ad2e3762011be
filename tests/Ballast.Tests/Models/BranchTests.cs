using TorchSharp;
using static TorchSharp.torch;

namespace Ballast.Tests;

/// <summary>How branches and scores of deep models begin.</summary>
[TensorTests]
public sealed class BranchTests
{
    /// <summary>Fixup (Zhang, Dauphin, Ma 2019): at any depth the same first gradient, where He's grows with every block.</summary>
    [Fact]
    public void The_first_gradient_of_fixup_does_not_depend_on_depth_and_that_of_plain_branches_explodes()
    {
        double Gradient(int depth, string branch)
        {
            using var scope = NewDisposeScope();
            using var generator = new Generator(3);
            var model = Models.ResNet(
                [10],
                4,
                new ModelOptions
                {
                    Norm = "none",
                    Width = 32,
                    Depth = depth,
                    Branch = branch,
                }
            );
            var (x, y) = (randn(64, 10, generator: generator), randint(0, 4, 64, generator: generator).to(ScalarType.Int64));
            nn.functional.cross_entropy(model.call(x), y).backward();
            return Math.Sqrt(model.parameters().Sum(p => p.grad is { } g ? g.Squared().sum().item<float>() : 0));
        }

        var fixup = Gradient(5, "fixup");
        Assert.Equal(fixup, Gradient(20, "fixup"), 1e-4);
        Assert.Equal(fixup, Gradient(50, "fixup"), 1e-4);
        Assert.True(Gradient(20, "plain") > 100 * Gradient(5, "plain"));
    }

    [Theory]
    [InlineData("conv"), InlineData("linear")]
    public void A_branch_that_starts_at_zero_lets_its_input_through(string blocks)
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(3);
        var options = new ModelOptions
        {
            Norm = "none",
            Blocks = blocks,
            Channels = [8],
            Width = 8,
            Depth = 30,
            Branch = "skip-init",
        };
        var (deep, shallow) = (Models.ResNet([1, 6, 6], 4, options), Models.ResNet([1, 6, 6], 4, options with { Depth = 1 }));
        using (no_grad())
            foreach (var (to, from) in new[] { "first", "readout" }.SelectMany(name => Part(deep, name).Zip(Part(shallow, name))))
                to.copy_(from);
        var x = randn(5, 1, 6, 6, generator: generator);
        Assert.True(deep.call(x).allclose(shallow.call(x), rtol: 0, atol: 0));

        static IEnumerable<Tensor> Part(nn.Module model, string name) =>
            model.named_children().Single(it => it.name == name).module.parameters();
    }

    [Fact]
    public void Fixup_with_a_normalisation_is_refused() =>
        Assert.StartsWith(
            "Branches that begin by fixup do without normalisation, but norm is batch: choose norm none.",
            Assert.Throws<ArgumentException>(() => Models.ResNet([4], 2, new ModelOptions { Branch = "fixup" })).Message
        );

    [Theory]
    [InlineData(false, 3.0, 3.0), InlineData(true, null, 3.0)]
    public void Scores_stay_small_however_large_the_weights(bool normalises, double? cap, double most)
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(3);
        using var attention = new SelfAttention(8, 2, causal: true, scores: new(normalises, cap)) { NotesScores = true };
        using (no_grad())
            foreach (var layer in new[] { attention.Query, attention.Key })
                layer.weight.mul_(1000.Held());
        attention.call(randn(4, 6, 8, generator: generator)).sum().backward();
        // normalised vectors of 4 values have length 2, so scores are 2 * 2 / sqrt(4) at most
        Assert.All(Holder.Values(attention.TakeLargestScores()!), score => Assert.InRange(score, 0, most));
        Assert.All(attention.parameters(), p => Assert.True(p.grad!.isfinite().all().item<bool>()));
    }
}
