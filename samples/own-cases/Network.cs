using Ballast;
using Ballast.Lab;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace OwnCases;

/// <summary>A training that works, and how good it is.</summary>
/// <param name="Name">A word.</param>
/// <param name="Steps">How long it takes.</param>
/// <param name="Floor">The score of a constant answer.</param>
/// <param name="Build">Builds it from a seed.</param>
/// <param name="Score">How good outputs are, at most 1.</param>
public sealed record Network(string Name, int Steps, double Floor, Func<int, Trial> Build, Func<Tensor, Tensor, double> Score)
{
    /// <summary>A training on data that are drawn anew for each batch, with weights that follow from the seed.</summary>
    public static Trial Train(
        int seed,
        nn.Module<Tensor, Tensor> model,
        Func<IEnumerable<Parameter>, optim.Optimizer> optimizer,
        Func<int, Generator, (Tensor X, Tensor Y)> draw,
        Func<Tensor, Tensor, Tensor> loss,
        int batch = 64,
        int held = 800,
        Func<int, Generator, (Tensor X, Tensor Y)>? clean = null
    )
    {
        Begin(model, seed);
        using var generator = new Generator(4242);
        return new(seed)
        {
            Model = model,
            Optimizer = optimizer(model.parameters()),
            Draw = (_, generator) => draw(batch, generator),
            Clean = (clean ?? draw)(held, generator),
            Loss = loss,
        };
    }

    /// <summary>A layer, an activation, and so on, the way most models begin.</summary>
    public static nn.Module<Tensor, Tensor> Mlp(int inputs, int width, int outputs, Func<nn.Module<Tensor, Tensor>> activation) =>
        nn.Sequential(
            ("dense1", nn.Linear(inputs, width)),
            ("act1", activation()),
            ("dense2", nn.Linear(width, width)),
            ("act2", activation()),
            ("output", nn.Linear(width, outputs))
        );

    /// <summary>The share of right answers.</summary>
    public static double Accuracy(Tensor output, Tensor target) => Share(output.argmax(-1).eq(target));

    /// <summary>The share of what is true.</summary>
    public static double Share(Tensor marks) => marks.to(ScalarType.Float64).mean().item<double>();

    /// <summary>R², at least 0.</summary>
    public static double Explained(Tensor output, Tensor target)
    {
        var y = target.to(ScalarType.Float64);
        return Math.Max(0, 1 - ((output - y).pow(2).mean() / (y - y.mean()).pow(2).mean()).item<double>());
    }

    /// <summary>A table that stays as it is.</summary>
    public static Tensor Fixed(params long[] shape)
    {
        using var generator = new Generator(99);
        return randn(shape, generator: generator).DetachFromDisposeScope();
    }

    // PyTorch's own schemes, from a generator of the training's own
    private static void Begin(nn.Module model, int seed)
    {
        using var off = no_grad();
        using var generator = new Generator(((ulong)seed * 7919) + 13);
        foreach (var (name, parameter) in model.named_parameters())
            if (name.Contains("embed", StringComparison.Ordinal))
                parameter.copy_(randn(parameter.shape, generator: generator));
            else if (parameter.ndim > 1)
                parameter.copy_(
                    ((2 * rand(parameter.shape, generator: generator)) - 1) / Math.Sqrt(parameter.numel() / parameter.shape[0])
                );
            else if (name.Contains("bias", StringComparison.Ordinal))
                parameter.zero_();
        Initialize.GroupNorms(model);
    }
}
