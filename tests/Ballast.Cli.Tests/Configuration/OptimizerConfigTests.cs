using static TorchSharp.torch;

namespace Ballast.Cli.Tests;

/// <summary>Every optimizer can be had by name, with what the file says.</summary>
public sealed class OptimizerConfigTests
{
    public static TheoryData<string> Names => [.. OptimizerConfig.Names];

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_name_makes_an_optimizer_with_its_defaults(string name)
    {
        NativeMend.Ensure();
        using var model = nn.Linear(3, 2);
        using var optimizer = Read($"{{ name: {name} }}").Create(model.parameters());
        Assert.Equal(2, optimizer.parameters().Count());
        using var slow = Read($"{{ name: {name}, lr: 0.5 }}").Create(model.parameters());
        Assert.All(slow.ParamGroups, group => Assert.Equal(0.5, group.LearningRate));
    }

    [Fact]
    public void Vectors_take_no_decay_unless_asked()
    {
        NativeMend.Ensure();
        using var model = nn.Linear(3, 2);
        Assert.Equal([0.1, 0], Decays("{ name: adamw, weight-decay: 0.1 }"));
        Assert.Equal([0.1], Decays("{ name: adamw, weight-decay: 0.1, decay-vectors: true }"));

        double[] Decays(string text)
        {
            using var optimizer = Read(text).Create(model.parameters());
            return
            [
                .. optimizer.ParamGroups.Select(group => ((FusedOptions)((TorchSharp.Modules.ParamGroup)group).Options)["weight_decay"]),
            ];
        }
    }

    [Fact]
    public void Maps_and_three_betas_are_read()
    {
        Assert.Equal(
            ("q-norm", 1.1),
            (Read("{ name: mirror-descent, map: q-norm, q: 1.1 }").Map, Read("{ name: mirror-descent, map: q-norm, q: 1.1 }")["q"])
        );
        Assert.Equal(0.5, Read("{ name: adan, betas: [0.9, 0.8, 0.5] }")["beta3"]);
        Assert.Throws<ConfigException>(() => Read("{ name: adan, betas: [0.9, 0.8] }"));
        Assert.Throws<ConfigException>(() => Read("{ name: lion, eps: 0.1 }"));
        Assert.Throws<ConfigException>(() => Read("{ name: mirror-descent, q: 1 }"));
    }

    private static OptimizerConfig Read(string optimizer) =>
        TrainConfig.Parse($"data: fashion-mnist-sample\nmodel: mlp\noptimizer: {optimizer}\n", "c.yaml").Optimizer;
}
