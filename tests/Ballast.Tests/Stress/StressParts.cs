using Ballast.Lab;
using Ballast.Testing;
using TorchSharp;
using static TorchSharp.torch;

namespace Ballast.Tests;

/// <summary>What the stress trainings are made of.</summary>
internal static class StressParts
{
    public const int Batch = 16;

    public static void Step(
        Trace trace,
        nn.Module model,
        FusedOptimizer optimizer,
        Func<Tensor> loss,
        int steps,
        GuardOptions? options = null
    )
    {
        using var guard = StepGuard.For(model, optimizer, options ?? GuardOptions.Auto);
        Step(trace, model, optimizer, loss, steps, guard);
    }

    // every other step in no scope: what the library makes on its way has to be held by the library
    public static void Step(Trace trace, nn.Module model, FusedOptimizer optimizer, Func<Tensor> loss, int steps, StepGuard guard)
    {
        for (var i = 0; i < steps; i++)
        {
            using var scope = i % 2 == 0 ? NewDisposeScope() : null;
            optimizer.zero_grad();
            using var value = loss();
            guard.Backward(value);
            trace.Step(guard.Step(value));
        }

        trace.Add(model);
    }

    public static Tensor Loss(nn.Module<Tensor, Tensor> model, Tensor x, Tensor y)
    {
        using var output = model.call(x);
        return Losses.CrossEntropy().forward(output, y);
    }

    public static Tensor SumOfSquares(nn.Module<Tensor, Tensor> model, Tensor x)
    {
        using var output = model.call(x);
        using var squares = output.Squared();
        return squares.sum();
    }

    public static nn.Module<Tensor, Tensor> Net(long inputs = 4, long outputs = 2) =>
        Models.Mlp([inputs], outputs, new ModelOptions { Hidden = [8] });

    public static void Initialise(nn.Module model)
    {
        using var generator = new Generator(7);
        Initializations.LeCun().Apply(model, generator);
    }

    public static nn.Module<Tensor, Tensor> Model(string name, Dataset data, TrainingLoss loss)
    {
        var options = new ModelOptions
        {
            Symbols = data.Symbols,
            Output = data.TargetShape.Count > 0 ? "all" : null,
            Init = Initializations.He(3),
        };
        return Models.Create(
            name,
            data.InputShape,
            loss.Outputs((int)data.Outputs),
            name switch
            {
                "mlp" => options with { Hidden = [16, 16], Activation = "elu" },
                "plain-cnn" => options with { Channels = [4], Hidden = [8] },
                "resnet" => options with { Width = 8, Depth = 2 },
                "transformer" => options with { Width = 8, Heads = 2, Causal = true, Depth = 1 },
                _ => options with { Width = 8, Init = null },
            }
        );
    }

    public static Tensor Input(LayerRow row, Generator generator) =>
        Kept(() =>
            row.OfSymbols
                ? randint(11, [4, .. row.Arriving], generator: generator).to(ScalarType.Int64)
                : randn([4, .. row.Arriving], generator: generator)
        );

    // as a list of layers is built: under a scope
    public static nn.Module<Tensor, Tensor> LayerOf(LayerRow row, Tensor x, Generator generator)
    {
        using var scope = NewDisposeScope();
        return new LayerStack(
            "one",
            [("layer", LayerTypes.Read(row.Settings).Build(new(x, new(row.Arriving, [4], row.OfSymbols ? 11 : null), null, generator)))]
        );
    }

    public static Dataset Task(string model) =>
        model switch
        {
            "plain-cnn" => Noise(),
            "mlp" or "resnet" => Datasets.Synthetic(SyntheticTasks.TwoMoons(), 128),
            "transformer" => Datasets.Synthetic(SyntheticTasks.MarkovText(6), 128),
            _ => Datasets.Synthetic(SyntheticTasks.Echo(5, 1), 128),
        };

    public static Dataset Noise()
    {
        var lines = new Lines(128);
        var x = Kept(() => lines.X.view(128, 1, 2, 2).repeat(1, 1, 4, 4));
        return new("noise", x, lines.Y, x.clone(), lines.Y.clone(), 2);
    }

    public static Tensor Kept(Func<Tensor> make)
    {
        using var scope = NewDisposeScope();
        return make().MoveToOuterDisposeScope();
    }

    /// <summary>Two classes that a line separates.</summary>
    public sealed class Lines : IDisposable
    {
        public Lines(int count)
        {
            using var generator = new Generator(7);
            X = randn([count, 4], generator: generator);
            Y = Kept(() => X.sum(1).IsPositive().to(ScalarType.Int64));
        }

        public Tensor X { get; }

        public Tensor Y { get; }

        public void Dispose()
        {
            X.Dispose();
            Y.Dispose();
        }
    }
}
