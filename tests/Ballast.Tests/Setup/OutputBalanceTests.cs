using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Ballast.Tests;

/// <summary>
/// Outputs in different units: found head by head, made in units of size 1 while a guard trains, whole again in files and afterwards.
/// </summary>
[TensorTests]
public sealed class OutputBalanceTests
{
    [Fact]
    public void A_layer_whose_output_meets_no_other_layer_is_a_head()
    {
        using var model = Build();
        var called = WeightedModule.Of(model);
        Assert.Equal(["one", "two"], HeadSearch.Of(model, called, () => model.call(Input(0)).Dispose()).Select(head => head.Name).Order());
        using var chain = nn.Sequential(("a", nn.Linear(20, 8)), ("relu", nn.ReLU()), ("b", nn.Linear(8, 3)));
        Assert.Equal("b", Assert.Single(HeadSearch.Of(chain, WeightedModule.Of(chain), () => chain.call(Input(0)).Dispose())).Name);
    }

    [Fact]
    public void Every_head_is_brought_near_and_all_columns_pull_alike()
    {
        using var model = Build();
        using var optimizer = Ballast.Optimizers.SGD(model.parameters());
        using var guard = StepGuard.For(model, optimizer);
        var done = Prepare(guard, model).Done;
        Assert.Equal(3, done.Count);
        Assert.StartsWith("outputs in different units", done[^1], StringComparison.Ordinal);
        using var middle = model.call(Input(9)).mean([0]);
        Assert.InRange(middle[1].item<float>(), 1900, 2100);
        Assert.InRange(middle[2].item<float>(), 40_000, 80_000);

        // what the trunk is taught by each column, per unit of its own
        var units = guard.OutputStandard.Hooked.SelectMany(scale => scale.Unit).Order().ToArray();
        Assert.Equal([1, 16, 16_384], units.Select(unit => unit == 1 ? 1 : Math.Clamp(unit, 16, 16_384)));
        using var pulls = stack([.. Enumerable.Range(0, 3).Select(column => Taught(model, column))]);
        Assert.InRange(pulls.max().item<float>() / pulls.min().item<float>(), 1, 5);
    }

    [Fact]
    public void Without_the_guard_the_model_is_whole_and_the_same_to_the_bit()
    {
        using var model = Build();
        var guard = StepGuard.For(model, Ballast.Optimizers.SGD(model.parameters()));
        Prepare(guard, model);
        var guarded = Holder.Values(model.call(Input(3)));
        var small = Sizes.RootMeanSquare(model.get_parameter("one.weight")!);
        guard.Dispose();
        Assert.Equal(guarded, Holder.Values(model.call(Input(3))));
        Assert.True(Sizes.RootMeanSquare(model.get_parameter("one.weight")!) > 1000 * small);
    }

    [Fact]
    public void A_checkpoint_holds_whole_layers_and_a_training_goes_on_from_it_to_the_bit()
    {
        var path = Path.Combine(Path.GetTempPath(), $"ballast-{Guid.NewGuid():n}.ckpt");
        try
        {
            using var model = Build();
            using var optimizer = Ballast.Optimizers.Adam(model.parameters(), 1e-2);
            using var guard = StepGuard.For(model, optimizer);
            Prepare(guard, model);
            for (var i = 0; i < 5; i++)
                Train(guard, model, optimizer, i);
            new Checkpoint
            {
                Model = model,
                Optimizer = optimizer,
                Guard = guard,
            }.Save(path, 5);
            var now = Holder.Values(model.call(Input(3)));

            using var plain = Build();
            Checkpoint.LoadWeights(path, plain);
            Assert.Equal(now, Holder.Values(plain.call(Input(3))));

            using var other = Build();
            using var second = Ballast.Optimizers.Adam(other.parameters(), 1e-2);
            using var resumed = StepGuard.For(other, second);
            new Checkpoint
            {
                Model = other,
                Optimizer = second,
                Guard = resumed,
            }.Load(path);
            Assert.Equal(now, Holder.Values(other.call(Input(3))));
            for (var i = 5; i < 9; i++)
            {
                Train(guard, model, optimizer, i);
                Train(resumed, other, second, i);
            }

            Assert.Equal(model.parameters().Select(Holder.Values), other.parameters().Select(Holder.Values));
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void Prepared_twice_it_is_as_near_as_prepared_once()
    {
        using var model = Build();
        using var guard = StepGuard.For(model, Ballast.Optimizers.SGD(model.parameters()));
        Prepare(guard, model);
        Prepare(guard, model);
        using var middle = model.call(Input(9)).mean([0]);
        Assert.InRange(middle[1].item<float>(), 1900, 2100);
        Assert.InRange(middle[2].item<float>(), 40_000, 80_000);
    }

    [Fact]
    public void Columns_of_one_unit_are_left_to_the_weights()
    {
        using var model = Build();
        using var guard = StepGuard.For(model, Ballast.Optimizers.SGD(model.parameters()));
        guard.Prepare(Enumerable.Range(0, 5), i => nn.functional.mse_loss(model.call(Input(i)), Targets(i).mul(300).add(1000)));
        Assert.Empty(guard.OutputStandard.Hooked);
    }

    [Fact]
    public void A_column_that_hardly_varies_is_measured_by_nothing()
    {
        // an autoencoder's dead pixel beside two columns in different units: its place has no spread, its pull is next to nothing
        using var model = Build();
        using var guard = StepGuard.For(model, Ballast.Optimizers.SGD(model.parameters()));
        guard.Prepare(Enumerable.Range(0, 5), i =>
        {
            var target = Targets(i).mul(tensor([0f, 20, 25_000])).add(tensor([0f, 2000, 60_000]));
            return nn.functional.mse_loss(model.call(Input(i)), target);
        });
        var scales = guard.OutputStandard.Hooked;
        Assert.NotEmpty(scales);
        Assert.All(scales.SelectMany(scale => scale.Unit.Zip(scale.Weight)), column =>
            Assert.InRange(column.First * column.Second, 1e-3, 1e12)
        );
        Assert.Contains(scales, scale => scale.Unit.Zip(scale.Weight).Any(column => column is (1, 1))); // as it was
    }

    private static House Build()
    {
        random.manual_seed(6);
        return new();
    }

    private static Preparation Prepare(StepGuard guard, House model) => guard.Prepare(Enumerable.Range(0, 5), i => Loss(model, i));

    private static void Train(StepGuard guard, House model, optim.Optimizer optimizer, int index)
    {
        using var scope = NewDisposeScope();
        optimizer.zero_grad();
        var loss = Loss(model, index);
        guard.Backward(loss);
        guard.Step(loss);
    }

    // rating, year and price
    private static Tensor Loss(House model, int index) =>
        nn.functional.mse_loss(model.call(Input(index)), Targets(index).mul(tensor([1f, 20, 25_000])).add(tensor([0f, 2000, 60_000])));

    private static Tensor Taught(House model, int column)
    {
        model.zero_grad();
        nn.functional.mse_loss(
                model.call(Input(1)).select(1, column),
                Targets(1).mul(tensor([1f, 20, 25_000])).add(tensor([0f, 2000, 60_000])).select(1, column)
            )
            .backward();
        return model.get_parameter("trunk.weight")!.grad!.norm();
    }

    private static Tensor Input(int index)
    {
        using var generator = new Generator((ulong)index + 80);
        return randn([64, 20], generator: generator);
    }

    private static Tensor Targets(int index) => Input(index).narrow(1, 0, 3).mul(3).tanh().mul(1.1);

    private sealed class House : nn.Module<Tensor, Tensor>
    {
        private readonly Linear trunk = nn.Linear(20, 32),
            one = nn.Linear(32, 1),
            two = nn.Linear(32, 2);

        public House()
            : base(nameof(House)) => RegisterComponents();

        public override Tensor forward(Tensor x)
        {
            var hidden = trunk.call(x).tanh();
            return cat([two.call(hidden), one.call(hidden)], 1);
        }
    }
}
