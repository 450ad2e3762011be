using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Ballast.Tests.Edits;

/// <summary>What each edit promises, as a law.</summary>
[TensorTests]
public sealed class EditTests
{
    [Fact]
    public void No_unit_changes_by_more_than_its_share_and_calm_ones_not_at_all()
    {
        using var model = Holder.Random(1, ScalarType.Float64, [6, 10], [6], [4, 2, 3, 3]);
        using var optimizer = Ballast.Optimizers.SGD(model.All, lr: 1);
        using var guard = StepGuard.For(model, optimizer, new GuardOptions { Edits = [WeightEdits.UnitUpdateCap(0.1)] });
        using var loss = tensor(1.0);
        model.SetGradients(4, 0.1);
        using (no_grad())
            model.All[0].grad![2].mul_(1e-4.Held());
        var (before, gradient) = (model.Weights(), Holder.Gradient(model.All[0]));
        guard.Step(loss);
        for (var p = 0; p < 3; p++)
        {
            var (units, after) = (p == 1 ? 1 : (int)model.All[p].shape[0], model.Weights()[p]);
            var width = after.Length / units;
            for (var unit = 0; unit < units; unit++)
            {
                double Norm(Func<int, double> of) => Math.Sqrt(Enumerable.Range(unit * width, width).Sum(i => of(i) * of(i)));
                Assert.True(Norm(i => after[i] - before[p][i]) <= 0.1 * Norm(i => before[p][i]) * (1 + 1e-9));
            }
        }

        for (var i = 20; i < 30; i++)
            Assert.Equal(before[0][i] - gradient[i], model.Weights()[0][i], 1e-12);
    }

    [Fact]
    public void No_unit_is_longer_than_the_maximum_and_its_direction_stays()
    {
        using var model = Holder.Random(1, ScalarType.Float32, [6, 10], [6]);
        using var optimizer = Ballast.Optimizers.SGD(model.All, lr: 0);
        using var guard = StepGuard.For(model, optimizer, new GuardOptions { Edits = [WeightEdits.MaxNorm(2)] });
        using var loss = tensor(1f);
        model.SetGradients(4);
        var before = model.Weights();
        guard.Step(loss);
        var after = model.Weights();
        Assert.Equal(before[1], after[1]);
        for (var row = 0; row < 6; row++)
        {
            var (was, now) = (before[0][(row * 10)..((row + 1) * 10)], after[0][(row * 10)..((row + 1) * 10)]);
            var norm = Math.Sqrt(was.Sum(x => x * x));
            Assert.All(was.Zip(now), pair => Assert.Equal(pair.First * Math.Min(1, 2 / norm), pair.Second, 1e-6));
        }
    }

    [Theory]
    [InlineData(12, 5), InlineData(5, 12), InlineData(30, 30)]
    public void The_largest_singular_value_is_held_while_weights_move(int rows, int columns)
    {
        using var model = Holder.Random(rows, ScalarType.Float32, [rows, columns]);
        using var optimizer = Ballast.Optimizers.SGD(model.All, lr: 0.005);
        using var guard = StepGuard.For(model, optimizer, new GuardOptions { Edits = [WeightEdits.SpectralNorm(1.5)] });
        using var loss = tensor(1f);
        for (var step = 0; step < 30; step++)
        {
            model.SetGradients(step);
            guard.Step(loss);
            using var scope = NewDisposeScope();
            // power iteration comes from below
            Assert.InRange(linalg.svdvals(model.All[0].detach()).max().item<float>(), 0, 1.55f);
        }
    }

    [Fact]
    public void Scores_of_an_attention_are_the_maximum_at_most_after_a_clip()
    {
        using var attention = new SelfAttention(8, 2, causal: false);
        using var optimizer = Ballast.Optimizers.SGD(attention.parameters(), lr: 0);
        using var guard = StepGuard.For(attention, optimizer, new GuardOptions { Edits = [WeightEdits.QkClip(3)] });
        using var generator = new Generator(4);
        using var x = randn(4, 5, 8, generator: generator);
        using (no_grad())
            attention.Query.weight.narrow(0, 0, 4).mul_(40.Held());
        double[] Scores()
        {
            using var loss = attention.call(x).Squared().mean();
            optimizer.zero_grad();
            loss.backward();
            using var largest = attention.TakeLargestScores();
            return Holder.Values(largest!);
        }

        var before = Scores();
        Assert.True(before[0] > 3 && before[1] < 3);
        using (var loss = attention.call(x).Squared().mean())
        {
            loss.backward();
            var record = guard.Step(loss);
            Assert.Equal(
                FormattableString.Invariant($"qk-clip: scores above 3: head 0 of model ({before[0]:g4})"),
                Assert.Single(record.Edits)
            );
        }

        var after = Scores();
        Assert.Equal(3, after[0], 1e-4);
        Assert.Equal(before[1], after[1]);
    }

    [Fact]
    public void A_reset_takes_moments_and_counters_together()
    {
        using var model = Holder.Random(1, ScalarType.Float32, [40]);
        using var optimizer = Ballast.Optimizers.Adam(model.All, lr: 0.1);
        using var guard = StepGuard.For(model, optimizer, new GuardOptions { Edits = [WeightEdits.MomentumReset(20)] });
        using var loss = tensor(1f);
        for (var step = 0; step <= 20; step++)
        {
            model.SetGradients(step);
            var before = model.Weights()[0];
            guard.Step(loss);
            if (step == 20) // as the first: every value moves by the learning rate; with old counters it were three times as far
                Assert.All(before.Zip(model.Weights()[0]), pair => Assert.Equal(0.1, Math.Abs(pair.First - pair.Second), 1e-4));
        }
    }

    [Fact]
    public void What_an_edit_cannot_work_on_is_refused_when_the_guard_is_built()
    {
        using var model = nn.Linear(3, 3);
        using var theirs = optim.SGD(model.parameters(), 0.1);
        Assert.Contains(
            "no module of this model is an IScoredAttention",
            Assert
                .Throws<ArgumentException>(() => StepGuard.For(model, theirs, new GuardOptions { Edits = [WeightEdits.QkClip()] }))
                .Message
        );
        Assert.Contains(
            "but this is SGD: make it with Ballast.Optimizers",
            Assert
                .Throws<ArgumentException>(() => StepGuard.For(model, theirs, new GuardOptions { Edits = [WeightEdits.MomentumReset()] }))
                .Message
        );
    }
}
