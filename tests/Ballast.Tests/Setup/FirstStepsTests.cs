using Ballast.Testing;
using TorchSharp;
using static TorchSharp.torch;

namespace Ballast.Tests;

/// <summary>Set-up by the user's own first passes: one changed line, no call of Prepare.</summary>
[TensorTests]
public sealed class FirstStepsTests
{
    [Fact]
    public void Depth_that_explodes_is_repaired_within_the_first_steps_and_told()
    {
        using var model = new ExplodingNet(seed: 1, gain: 2.5, depth: 12);
        var records = Train(model, 12, i => Input(i));
        var refused = records.TakeWhile(record => !record.Verdict.TakesStep).ToArray();
        Assert.InRange(refused.Length, 4, 10);
        Assert.All(refused, record => Assert.StartsWith("set-up: ", record.Verdict.Reason, StringComparison.Ordinal));
        Assert.Contains(refused, record => record.Edits.Any(edit => edit.Contains("rescaled to unit output", StringComparison.Ordinal)));
        Assert.All(records.Skip(refused.Length), record => Assert.True(record.Verdict.TakesStep));
        Assert.InRange(Sizes.RootMeanSquare(model.call(Input(0))), 0.01, 8);
    }

    [Fact]
    public void A_healthy_net_steps_from_the_first_step_on_to_the_same_bits_as_without_a_guard()
    {
        using var guarded = new ExplodingNet(seed: 2, gain: 1, depth: 3);
        using var plain = new ExplodingNet(seed: 2, gain: 1, depth: 3);
        Assert.All(Train(guarded, 5, i => Input(i), GuardOptions.Auto with { Caps = [] }), record =>
            Assert.Equal(Verdict.Proceed, record.Verdict)
        );
        Train(plain, 5, i => Input(i), GuardOptions.Off);
        Assert.Equal(plain.parameters().Select(Holder.Values), guarded.parameters().Select(Holder.Values));
    }

    /// <summary>Which layer makes the outputs is heard in the first pass, whatever was registered last.</summary>
    [Fact]
    public void The_layer_that_is_called_last_makes_the_outputs()
    {
        using var model = new HeadFirst();
        using var optimizer = Ballast.Optimizers.SGD(model.parameters(), 0.01);
        using var guard = StepGuard.For(model, optimizer);
        using var loss = model.call(randn(8, 4)).Squared().mean();
        loss.backward();
        guard.Step(loss);
        Assert.Equal(["head.weight", "head.bias"], guard.Parameters.Where(it => it.IsOutput).Select(it => it.Name));
    }

    private sealed class HeadFirst : nn.Module<Tensor, Tensor>
    {
        private readonly TorchSharp.Modules.Linear head = nn.Linear(6, 2),
            body = nn.Linear(4, 6);

        public HeadFirst()
            : base("head-first") => RegisterComponents();

        public override Tensor forward(Tensor input) => head.call(body.call(input).relu());
    }

    [Fact]
    public void One_clean_batch_means_that_the_data_is_at_fault_and_nothing_is_changed()
    {
        using var model = new ExplodingNet(seed: 2, gain: 1, depth: 3);
        using var copy = new ExplodingNet(seed: 2, gain: 1, depth: 3);
        var records = Train(model, 1, i => Input(i).index_fill_(0, tensor(3L), 1e18f));
        Assert.False(records[0].Verdict.TakesStep);
        Assert.Equal(copy.parameters().Select(Holder.Values), model.parameters().Select(Holder.Values));
        var later = Train(model, 2, i => i == 0 ? Input(i).index_fill_(0, tensor(3L), 1e18f) : Input(i));
        Assert.True(later[1].Verdict.TakesStep);
        Assert.All(later, record => Assert.Empty(record.Edits));
    }

    [Fact]
    public void Raw_inputs_are_standardised()
    {
        using var model = new ExplodingNet(seed: 3, gain: 1, depth: 2);
        var records = Train(model, 6, i => Input(i, scale: 70, shift: 100));
        Assert.StartsWith("set-up: inputs have size 1", records.SelectMany(record => record.Edits).First(), StringComparison.Ordinal);
        Assert.True(records[^1].Verdict.TakesStep);
    }

    [Fact]
    public void A_poisoned_batch_in_the_middle_of_the_repair_does_not_repair_anything()
    {
        using var model = new ExplodingNet(seed: 1, gain: 2.5, depth: 12);
        var records = Train(model, 14, i => i is 3 or 4 or 5 ? Input(i, scale: 1e12) : Input(i));
        Assert.Contains(records, record => record.Verdict.TakesStep);
        Assert.InRange(Sizes.RootMeanSquare(model.call(Input(0))), 0.01, 8);
    }

    [Fact]
    public void Killed_in_the_middle_and_resumed_it_ends_in_the_same_weights()
    {
        using var whole = new ExplodingNet(seed: 1, gain: 2.5, depth: 12);
        Train(whole, 10, i => Input(i));
        for (var at = 1; at < 8; at++)
        {
            using var model = new ExplodingNet(seed: 1, gain: 2.5, depth: 12);
            using var state = new MemoryStream();
            Train(model, at, i => Input(i), save: state);
            state.Position = 0;
            Train(model, 10, i => Input(i), load: state, from: at);
            Assert.Equal(whole.parameters().Select(Holder.Values), model.parameters().Select(Holder.Values));
        }
    }

    // plain SGD, so that all there is to save is the guard
    private static List<StepRecord> Train(
        ExplodingNet model,
        int steps,
        Func<int, Tensor> input,
        GuardOptions? options = null,
        Stream? save = null,
        Stream? load = null,
        int from = 0
    )
    {
        using var optimizer = Ballast.Optimizers.SGD(model.parameters(), 1e-3);
        using var guard = StepGuard.For(model, optimizer, options);
        if (load is not null)
            guard.Load(load);
        var records = new List<StepRecord>();
        for (var i = from; i < steps; i++)
        {
            using var scope = NewDisposeScope();
            optimizer.zero_grad();
            var loss = model.call(input(i)).square().mean();
            loss.backward();
            records.Add(guard.Step(loss).Keep());
        }

        if (save is not null)
            guard.Save(save);
        return records;
    }

    private static Tensor Input(int index, double scale = 1, double shift = 0)
    {
        using var generator = new Generator((ulong)index + 50);
        return randn([64, 10], generator: generator).mul(scale).add(shift);
    }
}
