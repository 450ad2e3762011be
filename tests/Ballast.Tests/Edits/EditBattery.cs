using System.Reflection;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Ballast.Tests.Edits;

/// <summary>What every weight edit of the library must satisfy. A new one joins with one row.</summary>
[TensorTests]
public sealed class EditBattery
{
    private static readonly Dictionary<string, Func<IWeightEdit>> Table = new()
    {
        [nameof(WeightEdits.UnitUpdateCap)] = () => WeightEdits.UnitUpdateCap(ratio: 0.05),
        [nameof(WeightEdits.MaxNorm)] = () => WeightEdits.MaxNorm(0.5),
        [nameof(WeightEdits.SpectralNorm)] = () => WeightEdits.SpectralNorm(0.7),
        [nameof(WeightEdits.QkClip)] = () => WeightEdits.QkClip(0.1),
        [nameof(WeightEdits.MomentumReset)] = () => WeightEdits.MomentumReset(every: 4),
    };

    public static TheoryData<string> Names => [.. Table.Keys];

    [Fact]
    public void Every_edit_of_the_library_has_a_row() =>
        Assert.Equal(
            typeof(WeightEdits).GetMethods(BindingFlags.Public | BindingFlags.Static).Select(it => it.Name).Order(),
            Table.Keys.Order()
        );

    /// <summary>Saved with the guard and loaded into a training of the same, which then goes on bit for bit.</summary>
    [Theory]
    [MemberData(nameof(Names))]
    public void A_loaded_one_goes_on_like_the_saved_one(string name)
    {
        using var first = new AttentionTraining(Table[name]());
        first.Run(0, 6);
        using var second = new AttentionTraining(Table[name]());
        second.Take(first);
        first.Run(6, 6);
        second.Run(6, 6);
        Assert.Equal(first.Weights(), second.Weights());
        Assert.NotEmpty(first.Edited);
        Assert.All(first.Weights(), weight => Assert.True(double.IsFinite(weight)));
    }

    /// <summary>Going back over a bad stretch and taking it again gives what never having gone on gives.</summary>
    [Theory]
    [MemberData(nameof(Names))]
    public void A_probe_between_two_steps_leaves_no_trace(string name)
    {
        using var probed = new AttentionTraining(Table[name]());
        using var plain = new AttentionTraining(Table[name]());
        probed.Run(0, 3);
        plain.Run(0, 3);
        probed.Probe(1e4);
        probed.Run(3, 3);
        plain.Run(3, 3);
        Assert.Equal(plain.Weights(), probed.Weights());
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Garbage_is_refused(string name)
    {
        foreach (var garbage in new byte[][] { [1], [1, 0, 0, 0, 9, 9, 9, 9, 3] })
            Assert.Throws<FormatException>(() => ((IUpdateEdit)Table[name]()).Load(garbage));
    }

    [Fact]
    public void A_refused_batch_does_not_shrink_an_attention_for_its_scores()
    {
        using var training = new AttentionTraining(WeightEdits.QkClip(50));
        training.Run(0, 2);
        training.Refused(1e4);
        training.Run(2, 2);
        Assert.DoesNotContain(training.Edited, words => words.StartsWith("qk-clip", StringComparison.Ordinal));
    }

    internal sealed class AttentionTraining : IDisposable
    {
        private readonly nn.Module<Tensor, Tensor> _model;
        private readonly FusedOptimizer _optimizer;
        private readonly StepGuard _guard;

        public AttentionTraining(IWeightEdit edit)
        {
            _model = Models.Transformer(
                [6, 4],
                3,
                new ModelOptions
                {
                    Width = 8,
                    Depth = 1,
                    Heads = 2,
                    Seed = 5,
                }
            );
            _optimizer = Ballast.Optimizers.Adam(_model.parameters(), lr: 0.05);
            _guard = StepGuard.For(_model, _optimizer, new GuardOptions { Edits = [edit] });
        }

        public List<string> Edited { get; } = [];

        public void Run(int from, int steps)
        {
            for (var step = from; step < from + steps; step++)
                Step(step, 1);
        }

        public void Refused(double size)
        {
            using var scope = NewDisposeScope();
            _optimizer.zero_grad();
            using var loss = Loss(99, size).Times(double.NaN);
            loss.backward();
            Assert.Equal(VerdictKind.Skip, _guard.Step(loss).Verdict.Kind);
        }

        public void Probe(double size)
        {
            using var quiet = new Undisturbed(_model);
            using var scope = NewDisposeScope();
            Loss(77, size).backward();
        }

        public void Take(AttentionTraining other)
        {
            using var off = no_grad();
            foreach (var (mine, its) in _model.parameters().Zip(other._model.parameters()))
                mine.copy_(its);
            using var state = new MemoryStream();
            using (var writer = new BinaryWriter(state, System.Text.Encoding.UTF8, leaveOpen: true))
                other._optimizer.save_state_dict(writer);
            state.Position = 0;
            using (var reader = new BinaryReader(state, System.Text.Encoding.UTF8, leaveOpen: true))
                _optimizer.load_state_dict(reader);
            using var guard = new MemoryStream();
            other._guard.Save(guard);
            guard.Position = 0;
            _guard.Load(guard);
        }

        public double[] Weights() => [.. _model.parameters().SelectMany(Holder.Values)];

        public void Dispose()
        {
            _guard.Dispose();
            _optimizer.Dispose();
            _model.Dispose();
        }

        private void Step(int step, double size)
        {
            using var scope = NewDisposeScope();
            _optimizer.zero_grad();
            using var loss = Loss(step, size);
            loss.backward();
            Edited.AddRange(_guard.Step(loss).Edits);
        }

        private Tensor Loss(int seed, double size)
        {
            using var generator = new Generator((ulong)seed);
            var x = randn(8, 6, 4, generator: generator).Times(size);
            return nn.functional.cross_entropy(_model.call(x), (arange(8) % 3.Held()).to(ScalarType.Int64));
        }
    }
}
