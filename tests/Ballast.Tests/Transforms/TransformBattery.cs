using System.Reflection;
using CsCheck;
using TorchSharp;
using static TorchSharp.torch;

namespace Ballast.Tests.Transforms;

/// <summary>What every gradient transform must satisfy. A new one joins with one row.</summary>
[TensorTests]
public sealed class TransformBattery
{
    private static readonly long[][] Shapes =
    [
        [4, 6],
        [4],
        [3, 2, 3, 3],
        [5, 3],
        [5],
    ]; // the last two are the output layer

    public static TheoryData<string> Names => [.. TransformRow.All.Select(row => row.Name)];

    [Fact]
    public void Every_transform_of_the_library_has_a_row() =>
        Assert.Equal(
            typeof(Ballast.Transforms).GetMethods(BindingFlags.Public | BindingFlags.Static).Select(it => it.Name).Order(),
            TransformRow.All.Select(row => row.Name).Order()
        );

    [Theory]
    [MemberData(nameof(Names))]
    public void It_does_what_its_definition_says(string name)
    {
        var row = Of(name);
        if (row.Slow is null)
            return; // noise has a test of its own
        Gen.Int[0, 10_000]
            .Sample(
                seed =>
                {
                    using var model = Holder.Random(seed, ScalarType.Float64, Shapes);
                    var transform = row.Create();
                    List<double[][]> history = [];
                    for (var step = 0; step < 4; step++)
                    {
                        model.SetGradients(seed + step, step == 3 ? 5 : 0.5);
                        history.Add([.. model.All.Select(Holder.Gradient)]);
                        Apply(transform, model, step);
                    }

                    for (var i = 0; i < Shapes.Length; i++)
                    {
                        var expected = row.Slow(
                            [.. history.Select(step => step[i])],
                            model.Weights()[i],
                            Shapes[i].Length < 2 ? 1 : (int)Shapes[i][0],
                            i >= 3
                        );
                        // the running mean square is float32
                        Assert.All(expected.Zip(Holder.Gradient(model.All[i])), pair => Assert.Equal(pair.First, pair.Second, 1e-5));
                    }
                },
                iter: 20
            );
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_loaded_one_behaves_like_the_saved_one(string name)
    {
        using var model = Holder.Random(1, ScalarType.Float32, Shapes);
        var (saved, loaded) = (Of(name).Create(), Of(name).Create());
        for (var step = 0; step < 5; step++)
        {
            model.SetGradients(step, 1 + step);
            Apply(saved, model, step);
        }

        loaded.Load(saved.Save());
        for (var step = 5; step < 9; step++)
        {
            model.SetGradients(step, step == 7 ? 100 : 1);
            Apply(saved, model, step);
            var expected = model.All.Select(Holder.Gradient).ToArray();
            model.SetGradients(step, step == 7 ? 100 : 1);
            Apply(loaded, model, step);
            Assert.Equal(expected, model.All.Select(Holder.Gradient));
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Garbage_is_refused(string name)
    {
        foreach (var garbage in new byte[][] { [1], [255, 255, 255, 127, 1, 2], [.. Enumerable.Repeat((byte)7, 64)] })
            Assert.Throws<FormatException>(() => Of(name).Create().Load(garbage));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Huge_and_tiny_gradients_stay_finite_and_are_forgotten(string name)
    {
        using var model = Holder.Random(2, ScalarType.Float32, Shapes);
        var transform = Of(name).Create();
        foreach (var (step, size) in new[] { 1, 1e30, 1e-40, 1, 1, 1 }.Index())
        {
            model.SetGradients(step, size);
            Apply(transform, model, step);
            Assert.All(model.All.SelectMany(Holder.Gradient), value => Assert.True(double.IsFinite(value)));
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Under_a_guard_it_sees_the_unit_of_the_loss_and_the_step_is_that_of_its_gradient(string name)
    {
        if (name == nameof(Ballast.Transforms.Noise))
            return;
        using var model = Holder.Random(3, ScalarType.Float64, Shapes);
        using var twin = Holder.Random(3, ScalarType.Float64, Shapes);
        using var optimizer = Ballast.Optimizers.SGD(model.All, lr: 1);
        using var guard = StepGuard.For(
            model,
            optimizer,
            new GuardOptions { Transforms = [Of(name).Create()], Rules = [Rules.ClipNorm(2)] }
        );
        using var loss = tensor(1.0);
        var alone = Of(name).Create();
        for (var step = 0; step < 3; step++)
        {
            model.SetGradients(step, 4);
            twin.SetGradients(step, 4);
            using (no_grad())
            using (var scope = NewDisposeScope())
            {
                var norm = Math.Sqrt(twin.All.SelectMany(Holder.Gradient).Sum(x => x * x));
                foreach (var p in twin.All)
                    p.grad!.mul_((2 / norm).Held());
                Apply(alone, twin, step);
                foreach (var p in twin.All)
                    p.sub_(p.grad!);
            }

            guard.Step(loss);
            Assert.All(twin.Weights().SelectMany(w => w).Zip(model.Weights().SelectMany(w => w)), pair =>
                Assert.Equal(pair.First, pair.Second, 1e-9)
            );
        }
    }

    internal static TransformRow Of(string name) => TransformRow.All.Single(row => row.Name == name);

    internal static void Apply(IGradientTransform transform, Holder model, int step)
    {
        using var off = no_grad();
        using var scope = NewDisposeScope();
        transform.Apply(
            [.. model.All.Select((p, i) => new GradientTensor(i, new($"p{i}", p.shape) { IsOutput = i >= 3 }, p, p.grad!))],
            new(step, 1, [])
        );
    }
}
