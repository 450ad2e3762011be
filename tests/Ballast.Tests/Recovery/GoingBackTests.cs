using Ballast.Testing;
using TorchSharp;
using static TorchSharp.torch;

namespace Ballast.Tests.Recovery;

/// <summary>When a training goes back and when it does not, in a loop of one's own.</summary>
[TensorTests]
public sealed class GoingBackTests
{
    private const int Steps = 400;

    private sealed class Loop : IDisposable
    {
        private readonly Tensor _directions;
        private readonly Generator _generator = new(7);

        public Loop(GuardOptions options, bool tells = true)
        {
            random.manual_seed(1);
            _directions = randn([8, 1], generator: _generator);
            Model = nn.Sequential(("in", nn.Linear(8, 32)), ("act", nn.ReLU()), ("out", nn.Linear(32, 1)));
            Optimizer = Ballast.Optimizers.SGD(Model.parameters(), 0.02, momentum: 0.9);
            Guard = StepGuard.For(Model, Optimizer, options with { Sinks = [Sink] });
            if (options.Recovery is not null && tells)
                Guard.Recover([Position], () => LossOf(Position.Next++));
        }

        public nn.Module<Tensor, Tensor> Model { get; }
        public optim.Optimizer Optimizer { get; }
        public StepGuard Guard { get; }
        public CollectingSink Sink { get; } = new();
        public Counter Position { get; } = new();

        /// <summary>What a batch of an index has added to its targets.</summary>
        public Func<int, double> Shift { get; init; } = _ => 0;

        public Tensor LossOf(int index)
        {
            using var generator = new Generator((ulong)index + 1);
            var x = randn([32, 8], generator: generator);
            return nn.functional.mse_loss(Model.call(x), x.matmul(_directions).Plus(Shift(index)));
        }

        public StepRecord Step()
        {
            using var scope = NewDisposeScope();
            Optimizer.zero_grad();
            var loss = LossOf(Position.Next++);
            Guard.Backward(loss);
            return Guard.Step(loss);
        }

        public double Test()
        {
            using var scope = NewDisposeScope();
            using var off = no_grad();
            return Enumerable.Range(100_000, 8).Average(i => LossOf(i).item<float>());
        }

        public void Dispose()
        {
            Guard.Dispose();
            Optimizer.Dispose();
            Model.Dispose();
            _generator.Dispose();
        }
    }

    private sealed class Counter : ICheckpointed
    {
        public int Next { get; set; }

        public void Save(BinaryWriter writer) => writer.Write(Next);

        public void Load(BinaryReader reader) => Next = reader.ReadInt32();
    }

    // without caps and clipping, so that prevention fails
    private static GuardOptions Bare(RecoveryOptions? recovery) => new() { Recovery = recovery };

    private static StepRecord[] Run(Loop loop, Action<Loop, int>? before = null)
    {
        for (var step = 0; step < Steps; step++)
        {
            before?.Invoke(loop, step);
            loop.Step();
        }

        return [.. loop.Sink.Records.Where(record => record.ReturnedTo is not null)];
    }

    private static void RateBug(Loop loop, int step) =>
        loop.Optimizer.ParamGroups.First().LearningRate = step is >= 250 and < 256 ? 0.6 : 0.02;

    [Fact]
    public void A_rate_that_is_wrong_for_some_steps_is_undone_and_the_loss_is_as_without_it()
    {
        using var plain = new Loop(Bare(null));
        using var bare = new Loop(Bare(null));
        using var recovering = new Loop(Bare(new()));
        Run(plain);
        Run(bare, RateBug);
        var back = Assert.Single(Run(recovering, RateBug));
        Assert.Contains("it is the state and not the batches", back.Verdict.Reason, StringComparison.Ordinal);
        Assert.InRange(back.ReturnedTo!.Value, 150, 250);
        Assert.False(back.Replays);
        Assert.True(recovering.Test() < 10 * plain.Test() + 0.01, $"{recovering.Test()} {plain.Test()}");
        Assert.True(bare.Test() > 10 * recovering.Test(), $"{bare.Test()} {recovering.Test()}");
    }

    /// <summary>Looking whether it is the batches leaves weights and data as they stood, to the bit.</summary>
    [Fact]
    public void What_was_looked_at_in_vain_leaves_nothing_behind()
    {
        using var plain = new Loop(GuardOptions.Auto with { Recovery = null }) { Shift = index => index < 250 ? 0 : 3 };
        using var looking = new Loop(GuardOptions.Auto with { Recovery = new() }) { Shift = index => index < 250 ? 0 : 3 };
        var asked = 0;
        looking.Guard.Recover([looking.Position], () =>
        {
            asked++;
            return looking.LossOf(looking.Position.Next++);
        });
        Run(plain);
        Run(looking);
        Assert.InRange(asked, 1, 400);
        Assert.Equal(plain.Sink.Records.Select(it => it.Loss), looking.Sink.Records.Select(it => it.Loss));
        Assert.Equal(plain.Position.Next, looking.Position.Next);
    }

    [Fact]
    public void Batches_that_become_harder_are_no_reason_to_go_back()
    {
        using var loop = new Loop(GuardOptions.Auto with { Recovery = new() }) { Shift = index => index < 250 ? 0 : 3 };
        Assert.Empty(Run(loop));
        Assert.True(loop.Sink.Records[255].Loss > 5, "they did not become harder");
    }

    [Fact]
    public void Without_a_loss_to_compare_by_a_rise_is_not_acted_on()
    {
        using var loop = new Loop(Bare(new()), tells: false);
        Assert.Empty(Run(loop, RateBug));
    }

    [Fact]
    public void Thirty_refusals_in_a_row_go_back_where_the_state_is_bad_and_halt_where_the_batches_are()
    {
        using var broken = new Loop(GuardOptions.Auto with { Recovery = new(), Caps = [] });
        var back = Assert.Single(Run(broken, (loop, step) =>
            {
                if (step != 200)
                    return;
                using var off = no_grad();
                loop.Model.parameters().First().fill_(3e37);
            }));
        Assert.StartsWith("30 refused steps in a row", back.Verdict.Reason, StringComparison.Ordinal);
        Assert.True(broken.Test() < 0.1, $"{broken.Test()}");

        using var poisoned = new Loop(GuardOptions.Auto with { Recovery = new() }) { Shift = index => index < 200 ? 0 : double.NaN };
        var halt = Assert.Throws<TrainingHaltedException>(() => Run(poisoned));
        Assert.Contains("41 refused steps in a row", halt.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(poisoned.Sink.Records, record => record.ReturnedTo is not null);
    }

    [Fact]
    public void Weights_that_are_suddenly_huge_are_put_back_and_the_steps_taken_again()
    {
        using var plain = new Loop(GuardOptions.Auto);
        using var struck = new Loop(GuardOptions.Auto with { Recovery = new() });
        Run(plain);
        var back = Assert.Single(Run(struck, (loop, step) =>
            {
                if (step == 200)
                    Strike.On(loop.Model.parameters().First(), new(FaultKind.BitFlip, 0) { Index = 5, Bit = 30 });
            }));
        Assert.True(back.Replays, back.Verdict.Reason);
        Assert.Contains("by nothing that this guard did", back.Verdict.Reason, StringComparison.Ordinal);
        while (struck.Position.Next < Steps)
            struck.Step();
        Assert.Equal(plain.Test(), struck.Test());
    }

    [Fact]
    public void A_rule_that_asks_for_it_goes_back()
    {
        using var loop = new Loop(
            Bare(new()) with
            {
                Rules = [Rules.When("mine", reading => reading.Step == 200 ? Verdict.Rollback("I say so") : Verdict.Proceed)],
            }
        );
        var back = Assert.Single(Run(loop));
        Assert.Equal(
            "I say so: back to the state after step 149, and on with the batches that follow, at a lower learning rate for now "
                + "(attempt 1 of 6)",
            back.Verdict.Reason
        );
        Assert.Equal(0.01, loop.Sink.Records[201].LearningRate, 6);
        Assert.Equal(0.02, loop.Sink.Records[399].LearningRate, 6);
        Assert.Equal(0.02, loop.Optimizer.ParamGroups.First().LearningRate);
    }

    [Fact]
    public void Switched_off_a_rollback_halts_and_Recover_says_how_to_switch_it_on()
    {
        using var loop = new Loop(Bare(null) with { Rules = [Rules.When("mine", _ => Verdict.Rollback("I say so"))] });
        Assert.Contains(
            "no recovery is switched on",
            Assert.Throws<TrainingHaltedException>(() => loop.Step()).Message,
            StringComparison.Ordinal
        );
        using var other = new Loop(Bare(null));
        Assert.Throws<InvalidOperationException>(() => other.Guard.Recover([]));
    }

    [Fact]
    public void What_is_remembered_goes_through_a_checkpoint()
    {
        using var loop = new Loop(
            Bare(new()) with
            {
                Rules = [Rules.When("mine", it => it.Step == 200 ? Verdict.Rollback("x") : Verdict.Proceed)],
            }
        );
        Run(loop);
        using var other = new Loop(Bare(new()) with { Rules = [Rules.When("mine", _ => Verdict.Proceed)] });
        using MemoryStream first = new(),
            second = new();
        loop.Guard.Save(first);
        first.Position = 0;
        other.Guard.Load(first);
        other.Guard.Save(second);
        Assert.Equal(first.ToArray(), second.ToArray());
    }

    private static byte[] Bits(Loop loop) => [.. loop.Model.parameters().SelectMany(it => it.bytes.ToArray())];

    [Fact]
    public void The_first_step_of_all_is_taken_again_as_it_was()
    {
        using var plain = Capped();
        using var broken = Capped();
        for (var i = 0; i < 10; i++)
        {
            plain.Step();
            broken.Step();
            if (i == 0)
                using (no_grad())
                    broken.Model.parameters().First().view(-1)[3].Set(double.NaN);
        }

        while (broken.Position.Next < plain.Position.Next)
            broken.Step();
        Assert.True(plain.Sink.Records[0].Capped > 0);
        Assert.Equal(-1, Assert.Single(broken.Sink.Records, it => it.ReturnedTo is not null).ReturnedTo);
        Assert.Equal(Bits(plain), Bits(broken));

        static Loop Capped()
        {
            var loop = new Loop(GuardOptions.Auto with { Recovery = new(), Repair = false });
            loop.Optimizer.ParamGroups.First().LearningRate = 2;
            loop.Guard.KeepState(); // as a trainer does: before the first forward pass
            return loop;
        }
    }

    [Fact]
    public void A_training_that_is_resumed_goes_on_at_the_lower_rate()
    {
        var path = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid()}.ckpt");
        using var loop = new Loop(Bare(new()));
        for (var i = 0; loop.Sink.Records.All(it => it.ReturnedTo is null); i++)
        {
            RateBug(loop, i);
            loop.Step();
        }

        loop.Optimizer.ParamGroups.First().LearningRate = 0.02;
        loop.Step();
        using var resumed = new Loop(Bare(new()));
        try
        {
            Of(loop).Save(path, 0);
            Of(resumed).Load(path);
        }
        finally
        {
            File.Delete(path);
        }

        Assert.Equal(0.01, resumed.Step().LearningRate);
        loop.Step();
        Assert.Equal(Bits(loop), Bits(resumed));

        static Checkpoint Of(Loop loop) =>
            new()
            {
                Model = loop.Model,
                Optimizer = loop.Optimizer,
                Guard = loop.Guard,
                Parts = [loop.Position],
            };
    }
}
