using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Ballast.Tests;

[KeepsTensors]
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
            foreach (var (_, parameter) in parameters) parameter.mul_(0.5);
            return "halved";
        }
    }
}
