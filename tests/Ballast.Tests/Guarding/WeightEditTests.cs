using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Ballast.Tests;

[TensorTests]
public sealed class WeightEditTests
{
    [Fact]
    public void An_edit_that_makes_a_weight_non_finite_is_undone_and_said()
    {
        using var model = Holder.Random(8, ScalarType.Float32, [4]);
        using var optimizer = Ballast.Optimizers.SGD(model.All, lr: 0);
        using var guard = StepGuard.For(model, optimizer, new GuardOptions { Edits = [new Poison(), new Halve()] });
        using var loss = tensor(1f);
        model.SetGradients(1);
        var before = model.Weights()[0];
        var record = guard.Step(loss);
        Assert.Equal(["poison: undone, it made a weight non-finite (put NaN)", "halve: halved"], record.Edits);
        Assert.Equal(before.Select(w => w / 2), model.Weights()[0]);
    }

    [Fact]
    public void An_edit_from_outside_sees_the_update_from_both_sides_and_is_saved_with_the_guard()
    {
        using var model = Holder.Random(8, ScalarType.Float32, [4]);
        using var optimizer = Ballast.Optimizers.SGD(model.All, lr: 1);
        var half = new HalfWay();
        using var guard = StepGuard.For(model, optimizer, new GuardOptions { Edits = [half] });
        using var loss = tensor(1f);
        model.SetGradients(1);
        var (before, gradient) = (model.Weights()[0], Holder.Gradient(model.All[0]));
        Assert.Equal(["half-way: 1 time"], guard.Step(loss).Edits);
        foreach (var (now, expected) in model.Weights()[0].Zip(before.Zip(gradient, (w, g) => w - (g / 2))))
            Assert.Equal(expected, now, 1e-6);
        Assert.Same(model, half.Context!.Model);
        Assert.Same(optimizer, half.Context.Optimizer);

        using var saved = new MemoryStream();
        guard.Save(saved);
        saved.Position = 0;
        using var other = StepGuard.For(model, optimizer, new GuardOptions { Edits = [new HalfWay()] });
        other.Load(saved);
        model.SetGradients(2);
        Assert.Equal(["half-way: 2 times"], other.Step(loss).Edits);
        guard.Dispose();
        Assert.True(half.IsGone);
    }

    [Fact]
    public void What_it_makes_non_finite_is_undone_as_of_any_other()
    {
        using var model = Holder.Random(8, ScalarType.Float32, [4]);
        using var optimizer = Ballast.Optimizers.SGD(model.All, lr: 1);
        using var guard = StepGuard.For(model, optimizer, new GuardOptions { Edits = [new HalfWay(float.NaN)] });
        using var loss = tensor(1f);
        model.SetGradients(1);
        var (before, gradient) = (model.Weights()[0], Holder.Gradient(model.All[0]));
        Assert.Equal(["half-way: undone, it made a weight non-finite (1 time)"], guard.Step(loss).Edits);
        foreach (var (now, expected) in model.Weights()[0].Zip(before.Zip(gradient, (w, g) => w - g)))
            Assert.Equal(expected, now, 1e-6);
    }

    // takes a share of every update back
    private sealed class HalfWay(float share = 0.5f) : IUpdateEdit
    {
        private readonly List<Tensor> _before = [];
        private int _times;

        public string Name => "half-way";

        public EditMoment Moment => EditMoment.AfterUpdate;

        public EditContext? Context { get; private set; }

        public bool IsGone { get; private set; }

        public void Begin(EditContext context) => Context = context;

        public void Before()
        {
            _before.Clear();
            _before.AddRange(Context!.Parameters.Select(parameter => parameter.detach().clone()));
        }

        public string? Apply(IReadOnlyList<(string Name, Parameter Parameter)> parameters, GradientReading reading)
        {
            for (var i = 0; i < parameters.Count; i++)
                parameters[i].Parameter.lerp_(_before[i], tensor(share));
            return $"{++_times} time{(_times > 1 ? "s" : "")}";
        }

        public byte[] Save() => BitConverter.GetBytes(_times);

        public void Load(byte[] state) => _times = BitConverter.ToInt32(state);

        public void Dispose() => IsGone = true;
    }

    private sealed class Poison : IWeightEdit
    {
        public string Name => "poison";

        public EditMoment Moment => EditMoment.BeforeUpdate;

        public string? Apply(IReadOnlyList<(string Name, Parameter Parameter)> parameters, GradientReading reading)
        {
            parameters[0].Parameter[0] = float.NaN;
            return "put NaN";
        }
    }

    private sealed class Halve : IWeightEdit
    {
        public string Name => "halve";

        public EditMoment Moment => EditMoment.AfterUpdate;

        public string? Apply(IReadOnlyList<(string Name, Parameter Parameter)> parameters, GradientReading reading)
        {
            foreach (var (_, parameter) in parameters)
                parameter.mul_(0.5);
            return "halved";
        }
    }
}
