using TorchSharp;
using static TorchSharp.torch;

namespace Ballast.Conventions.Tests;

/// <summary>Spellings that keep what native code reads; none is ever run.</summary>
internal static class Kept
{
    private static readonly Scalar s_one = 1;

    public static Tensor Using(Tensor x)
    {
        using Scalar two = 2;
        return x.mul(two);
    }

    public static Tensor UsingTwo(Tensor x)
    {
        using Scalar low = 0,
            high = 1;
        return x.clamp(low, high);
    }

    public static Tensor Block(Tensor x)
    {
        using (Scalar two = 2)
            x = x.mul(two);
        return x;
    }

    public static Tensor Choice(Tensor x, bool more)
    {
        using Scalar factor = more ? 2 : 0.5;
        return x.mul(factor);
    }

    public static Tensor Loop(Tensor x)
    {
        for (var i = 0; i < 3; i++)
        {
            using Scalar factor = i;
            x = x.mul(factor);
        }

        return x;
    }

    public static Tensor Constant(Tensor x) => x.mul(s_one);

    public static Tensor Sum(Tensor x, Tensor y) => x.add(y, s_one);

    public static Tensor FromMethod(Tensor x)
    {
        using var three = Three();
        return x.mul(three);
    }

    public static Func<Tensor, Tensor> Lambda(double factor) =>
        x =>
        {
            using Scalar held = factor;
            return x.mul(held);
        };

    public static Tensor StateOfRandom()
    {
        random.manual_seed(1);
        using var generator = Generator.Default;
        return generator.get_state();
    }

    public static Tensor Tensors(Tensor x, Tensor y) => ((x * y) - y) / x;

    public static Tensor OfNumber(Tensor x)
    {
        using Tensor three = 3f;
        return x * three;
    }

    public static nn.Module<Tensor, Tensor> Modules() => nn.Sequential(nn.Linear(2, 2), nn.ReLU(), nn.Dropout(0.1), nn.LayerNorm(2));

    public static optim.Optimizer OwnStep(nn.Module model) => new OwnSteps(model);

    private static Scalar Three() => 3;

    private sealed class OwnSteps(nn.Module model) : TorchSharp.Modules.RMSProp(model.parameters())
    {
        public override Tensor step(Func<Tensor>? closure = null) => null!;
    }
}
