using Ballast.Lab;
using TorchSharp;
using static TorchSharp.torch;

namespace Ballast.Tests.Diagnosis;

/// <summary>Changes that are tried on a training: each does what it says, or says that it has no place.</summary>
[TensorTests]
public sealed class TreatmentTests
{
    private static (Trial Trial, ModelReading Seen) Build(double rate = 1, bool adaptive = false)
    {
        var model = nn.Sequential(("first", nn.Linear(4, 8)), ("act", nn.ReLU()), ("second", nn.Linear(8, 8)), ("last", nn.Linear(8, 8)));
        using (no_grad())
            model.get_parameter("first.weight")!.mul_(100);
        optim.Optimizer optimizer = adaptive
            ? Optimizers.Adam(model.parameters(), rate, eps: 1e-8)
            : Optimizers.SGD(model.parameters(), rate);
        var trial = new Trial(1)
        {
            Model = model,
            Optimizer = optimizer,
            Draw = (index, generator) => (randn([16, 4], generator: generator), full([16], index % 8, dtype: ScalarType.Int64)),
            Loss = (output, target) => nn.functional.cross_entropy(output, target),
            Clean = (zeros(2, 4), zeros(2, ScalarType.Int64)),
        };
        var batch = trial.Batch(0);
        var seen = Preflight.Look(model, [(batch.X, batch.Y)], it => trial.Loss(model.call(it.X), it.Y), optimizer, null).Before!;
        return (trial, seen);
    }

    private static Ballast.Diagnosis Found(string where) =>
        Ballast.Diagnosis.Of(new(), [new Says(new("TEST", Severity.Error) { Where = where })]);

    [Fact]
    public void A_layer_is_pointed_to_by_its_name_or_that_of_a_parameter()
    {
        var (_, seen) = Build();
        Assert.Equal(["anew: second", "rescaled: second", "eps"], Names(Found("second"), null));
        Assert.Equal(["anew: second", "rescaled: second", "eps"], Names(Found("second.bias"), null));
        Assert.Equal(["without-batches", "eps"], Names(Found("act"), (3, 4)));
        Assert.Equal(["eps"], Names(Found("secondary"), null));

        string[] Names(Ballast.Diagnosis diagnosis, (int, int)? struck) =>
            [.. PointedTreatments.Of(diagnosis, seen, struck).Select(treatment => treatment.Name)];
    }

    [Fact]
    public void One_layer_is_scaled_or_made_anew_and_no_other()
    {
        var (trial, seen) = Build();
        var (x, _, _) = trial.Batch(0);
        var others = trial.Model.get_parameter("second.weight")!.clone();
        Assert.InRange(seen.Layers.First(layer => layer.Name == "first").Output.Rms, 20, 200);
        Assert.Same(trial, PointedTreatments.Rescaled("first").Apply(trial, seen));
        var scaled = Preflight.Look(trial.Model, [(x, x)], it => trial.Model.call(it.Item1).sum(), null, null).Before!;
        var first = scaled.Layers.First(layer => layer.Name == "first");
        Assert.Equal(first.Input.Rms, first.Output.Rms, 4);
        Assert.Same(trial, PointedTreatments.Anew("first").Apply(trial, seen));
        Assert.InRange(trial.Model.get_parameter("first.weight")!.abs().max().item<float>(), 0.1f, 5);
        Assert.Equal(0, trial.Model.get_parameter("first.bias")!.abs().max().item<float>());
        Assert.True(others.equal(trial.Model.get_parameter("second.weight")!).all().item<bool>());
        Assert.Null(PointedTreatments.Anew("act").Apply(trial, seen));
    }

    [Fact]
    public void Batches_are_left_out()
    {
        var (trial, seen) = Build();
        var without = PointedTreatments.WithoutBatches(3, 4).Apply(trial, seen)!;
        Assert.Equal([0, 1, 2, 5, 6], Enumerable.Range(0, 5).Select(index => without.Batch(index).Y[0].item<long>()));
    }

    [Fact]
    public void Eps_is_of_adaptive_optimizers()
    {
        var (trial, seen) = Build(adaptive: true);
        Assert.Same(trial, PointedTreatments.LargerEps.Apply(trial, seen));
        var (plain, of) = Build();
        Assert.Null(PointedTreatments.LargerEps.Apply(plain, of));
    }

    /// <summary>What is usual for SGD is .05: from 1 it is down, from .001 up.</summary>
    [Theory]
    [InlineData(1, "rate-down-to-usual", "rate-up-to-usual")]
    [InlineData(0.001, "rate-up-to-usual", "rate-down-to-usual")]
    public void The_usual_rate_is_a_remedy_in_one_direction(double rate, string fits, string not)
    {
        var (trial, seen) = Build(rate);
        Assert.Null(Treatments.All.Single(it => it.Name == not).Apply(trial, seen));
        Assert.Empty(Treatments.All.Single(it => it.Name == not).Config(seen));
        Assert.NotNull(Treatments.All.Single(it => it.Name == fits).Apply(trial, seen));
        Assert.Equal(0.05, trial.Optimizer.ParamGroups.First().LearningRate);
        Assert.Equal(["optimizer.lr=0.05"], Treatments.All.Single(it => it.Name == fits).Config(seen));
    }

    /// <summary>A rate that is too small by orders of magnitude is brought up to what is usual, or to four times that.</summary>
    [Fact]
    public void Above_the_usual_rate_lies_one_for_short_trainings()
    {
        var above = Treatments.All.Single(it => it.Name == "rate-up-to-4x-usual");
        var (trial, seen) = Build(1e-6);
        Assert.NotNull(above.Apply(trial, seen));
        Assert.Equal(0.2, trial.Optimizer.ParamGroups.First().LearningRate);
        Assert.Equal(["optimizer.lr=0.2"], above.Config(seen));
        var (high, of) = Build(0.3);
        Assert.Null(above.Apply(high, of));
    }

    [Theory]
    [InlineData(0.999, true)]
    [InlineData(0.95, false)]
    [InlineData(0, false)]
    public void A_momentum_next_to_1_becomes_the_usual_one(double momentum, bool isHigh)
    {
        var usual = Treatments.All.Single(it => it.Name == "usual-momentum");
        var (trial, seen) = Build();
        var optimizer = Optimizers.SGD(trial.Model.parameters(), 0.1, momentum);
        Assert.Equal(isHigh, usual.Apply(trial with { Optimizer = optimizer }, seen) is not null);
        Assert.Equal(isHigh ? 0.9 : momentum, ((FusedGroup)optimizer.ParamGroups.First()).Fused["momentum"]);
        Assert.Equal(["optimizer.momentum=0.9"], usual.Config(seen));
    }

    private sealed class Says(Finding finding) : ISymptom
    {
        public string Code => finding.Code;

        public Finding? Look(Evidence evidence) => finding;
    }
}
