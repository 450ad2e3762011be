using TorchSharp;
using static TorchSharp.torch;

#pragma warning disable BAL001 // what the analyzer marks in a source, these tests find in the compiled code

namespace Ballast.Conventions.Tests;

/// <summary>Spellings that let go of what native code reads; none is ever run.</summary>
internal static class LetGo
{
    private static Scalar s_changing = 1;

    public static Tensor Product(Tensor x) => x * 2;

    public static Tensor ProductOfFraction(Tensor x) => 0.5 * x;

    public static Tensor Sum(Tensor x, Tensor y) => x + y;

    public static Tensor SumByName(Tensor x, Tensor y) => x.add(y);

    public static Tensor Argument(Tensor x) => x.mul(2);

    public static Tensor Comparison(Tensor x) => x > 0;

    public static Tensor Optional(Tensor x) => x.clamp(min: 0);

    public static Tensor Choice(Tensor x, bool more) => x.mul(more ? 2 : (Scalar)0.5);

    public static Tensor Square(Tensor x) => x.square();

    public static Tensor Counting() => arange(10);

    public static double Number(Tensor x) => x.ToDouble();

    public static void Place(Tensor x) => x[0] = 1f;

    public static Tensor Assigned(Tensor x)
    {
        x += 1;
        return x;
    }

    public static Tensor Variable(Tensor x)
    {
        Scalar two = 2;
        return x.mul(two);
    }

    public static Tensor DisposedTooEarly(Tensor x)
    {
        Scalar two = 2;
        two.Dispose();
        return x.mul(two);
    }

    public static Tensor Changing(Tensor x)
    {
        s_changing = 2;
        return x.mul(s_changing);
    }

    public static Tensor[] Array(Tensor x)
    {
        Scalar[] numbers = [1, 2];
        return [x.mul(numbers[0]), x.mul(numbers[1])];
    }

    public static Tensor FromMethod(Tensor x) => x.mul(Two());

    public static Tensor FromDelegate(Tensor x, Func<Scalar> two) => x.mul(two());

    public static Tensor FromTensor(Tensor x) => x.mul(x.ToScalar());

    public static Tensor StateOfRandom() => get_rng_state();

    public static Tensor Random() => randn(3, generator: new Generator(1));

    public static object AsObject() => (Scalar)2;

    public static Func<Tensor, Tensor> Lambda(double factor) => x => x * factor;

    public static Tensor LocalFunction(Tensor x, double factor)
    {
        return Scaled();

        Tensor Scaled() => x * factor;
    }

    public static IEnumerable<Tensor> Iterator(Tensor x)
    {
        for (var i = 0; i < 2; i++)
            yield return x * i;
    }

    public static async Task<Tensor> Later(Tensor x)
    {
        await Task.Yield();
        return x * 2;
    }

    public static IEnumerable<Tensor> Query(IEnumerable<Tensor> all) => from x in all select x.square();

    public static Func<Tensor, Tensor> MethodGroup() => square;

    public static T Generic<T>(T model, Tensor x)
        where T : nn.Module<Tensor, Tensor> => (T)(nn.Module)nn.Sequential(model, nn.LeakyReLU());

    public static Tensor Virtual(Tensor x)
    {
        nn.Module<Tensor, Tensor> module = nn.ELU();
        return module.call(x);
    }

    public static nn.Module<Tensor, Tensor> Count() => nn.BatchNorm1d(3);

    public static optim.Optimizer Optimizer(nn.Module model) => optim.AdamW(model.parameters());

    public static optim.lr_scheduler.LRScheduler Inherited(nn.Module model) => optim.lr_scheduler.StepLR(new OwnSteps(model), 1);

    private static Scalar Two() => 2;

    private sealed class OwnSteps(nn.Module model) : TorchSharp.Modules.RMSProp(model.parameters()) { }
}
