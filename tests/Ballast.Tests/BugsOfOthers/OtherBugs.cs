using TorchSharp;
using static TorchSharp.torch;

namespace Ballast.Tests.BugsOfOthers;

/// <summary>
/// Other mistakes of well-known code, as tests that ours has none of them. Those of spectral norms are in
/// <see cref="Reparametrization.ReparametrizationBattery"/>, that of delta-orthogonal weights in <see cref="InitializationTests"/>.
/// </summary>
[TensorTests]
public sealed class OtherBugs
{
    /// <summary>
    /// R-Drop's code adds its divergence up over the batch beside a loss that is a mean: alpha depends on the batch size.
    /// </summary>
    [Fact]
    public void The_divergence_of_RDrop_does_not_depend_on_the_batch_size()
    {
        var (a, b) = (randn(4, 3, dtype: ScalarType.Float64), randn(4, 3, dtype: ScalarType.Float64));
        Assert.Equal(
            RDrop.Divergence(a, b, independent: false).item<double>(),
            RDrop.Divergence(cat([a, a, a]), cat([b, b, b]), independent: false).item<double>(),
            1e-12
        );
    }

    /// <summary>optax' apply_if_finite gives up after some refusals in a row and takes the step that is not finite.</summary>
    [Fact]
    public void Nothing_non_finite_is_taken_however_often_it_comes()
    {
        using var model = Holder.Random(1, ScalarType.Float32, [4]);
        using var optimizer = Ballast.Optimizers.Adam(model.All, 0.1);
        using var guard = StepGuard.For(model, optimizer, new GuardOptions());
        using var loss = tensor(1f);
        var before = model.Weights()[0];
        for (var step = 0; step < 300; step++)
        {
            model.SetGradients(step, scale: double.NaN);
            Assert.Equal(VerdictKind.Skip, guard.Step(loss).Verdict.Kind);
        }

        Assert.Equal(before, model.Weights()[0]);
        Assert.All(optimizer.States, state => Assert.Equal(0, state.Step));
    }

    /// <summary>
    /// After so many refusals the running means of others hold what they were refused for, or nothing: a good step must be judged as
    /// before.
    /// </summary>
    [Fact]
    public void Refused_steps_leave_no_trace_in_an_optimizer()
    {
        double[] Run(bool strikes)
        {
            using var model = Holder.Random(1, ScalarType.Float32, [4]);
            using var optimizer = Ballast.Optimizers.Adam(model.All, 0.1);
            using var guard = StepGuard.For(model, optimizer, new GuardOptions { Rules = [Rules.ClipSpikes(), Rules.ZClip()] });
            using var loss = tensor(1f);
            for (var step = 0; step < 40; step++)
            {
                if (strikes && step % 5 == 0)
                {
                    model.SetGradients(step, scale: double.PositiveInfinity);
                    guard.Step(loss);
                }

                model.SetGradients(step);
                guard.Step(loss);
            }

            return model.Weights()[0];
        }

        Assert.Equal(Run(strikes: false), Run(strikes: true));
    }
}
