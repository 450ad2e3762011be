using Ballast.Lab;
using static TorchSharp.torch;

namespace Ballast.Tests.Diagnosis;

/// <summary>Trainings that are only looked at.</summary>
[TensorTests]
public sealed class ObservationTests
{
    /// <summary>One weight under a square: at this rate it grows 1.3 times a step, its gradient too, the loss 1.69 times.</summary>
    [Fact]
    public void An_overflow_is_foreseen_where_it_comes()
    {
        var model = nn.Linear(1, 1, hasBias: false);
        using (no_grad())
            model.weight!.fill_(1.5);
        var trial = new Trial(1)
        {
            Model = model,
            Optimizer = Optimizers.SGD(model.parameters(), 1.15),
            Draw = (_, _) => (ones(4, 1), zeros(4, 1)),
            Loss = (output, target) => nn.functional.mse_loss(output, target),
            Clean = (ones(4, 1), zeros(4, 1)),
        };
        var course = Observation.Run(trial, 400, it => it.Evaluate());
        var (step, left) = Assert.NotNull(course.Forecast);
        Assert.InRange(step, 23, 32);
        // 1.5 squared times 1.69 a step is more than float32 has after 167 steps
        Assert.InRange(course.BrokenAt!.Value, 165, 169);
        Assert.InRange(step + left, 165, 169);
    }

    [Fact]
    public void Of_what_learns_nothing_is_foreseen()
    {
        var model = nn.Linear(1, 1);
        var trial = new Trial(1)
        {
            Model = model,
            Optimizer = Optimizers.SGD(model.parameters(), 0.1),
            Draw = (_, generator) => (randn([8, 1], generator: generator), zeros(8, 1)),
            Loss = (output, target) => nn.functional.mse_loss(output, target),
            Clean = (ones(4, 1), zeros(4, 1)),
        };
        Assert.Null(Observation.Run(trial, 200, it => it.Evaluate()).Forecast);
    }
}
