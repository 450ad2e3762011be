using Ballast.Testing;
using TorchSharp;
using static TorchSharp.torch;

namespace Ballast.Tests.Recovery;

/// <summary>Whose fault a broken weight was: told by taking the same steps again.</summary>
[TensorTests]
public sealed class WitnessTests
{
    [Fact]
    public void A_weight_that_breaks_once_was_memory_and_the_machine_is_tested_again()
    {
        var records = Train(breaks: [60]);
        var back = Assert.Single(records, record => record.Verdict.Kind == VerdictKind.Rollback);
        Assert.True(back.Replays);
        Assert.Contains(
            "This machine was tested again, since something else than the training had changed a weight: ",
            Assert.Single(back.Notices),
            StringComparison.Ordinal
        );
        var told = Assert.Single(records, record => record.Notices.Any(words => words.Contains("memory or the processor")));
        Assert.Equal(60, told.Reading.Position);
        Assert.DoesNotContain("came out the same", back.Verdict.Reason, StringComparison.Ordinal);
    }

    /// <summary>
    /// Code of one's own that spoils a weight at one place of the training does so again, and again, until the attempts are used up.
    /// </summary>
    [Fact]
    public void One_that_breaks_again_at_the_same_place_is_arithmetic_or_code_and_ends_in_a_halt()
    {
        var halt = Assert.Throws<TrainingHaltedException>(() => Train(breaks: [60], always: true));
        Assert.Contains("it came out the same when the steps were taken again", halt.Record.Verdict.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_training_in_which_nothing_breaks_is_told_nothing() =>
        Assert.All(Train(breaks: []), record => Assert.DoesNotContain(record.Notices, words => words.Contains("tested again")));

    private static List<StepRecord> Train(int[] breaks, bool always = false)
    {
        using var generator = new Generator(7);
        using var directions = randn([8, 1], generator: generator);
        using var model = Models.Mlp([8], 1, new ModelOptions { Hidden = [16] });
        using var optimizer = Ballast.Optimizers.SGD(model.parameters(), 0.02, momentum: 0.9);
        using var sink = new CollectingSink();
        var options = GuardOptions.Auto with
        {
            Sinks = [sink],
            Recovery = new() { Every = 20, ConfirmAfter = 10 },
        };
        using var guard = StepGuard.For(model, optimizer, options);
        var position = new Counter();
        guard.Recover([position]);
        HashSet<int> broken = [];
        while (position.Next < 100)
        {
            using var scope = NewDisposeScope();
            var index = position.Next;
            if (breaks.Contains(index) && (always || broken.Add(index)))
                using (no_grad())
                    model.parameters().First()[0, 0] = tensor(float.NaN);
            using var batch = new Generator((ulong)index + 1);
            position.Next++;
            optimizer.zero_grad();
            var x = randn([32, 8], generator: batch);
            var loss = nn.functional.mse_loss(model.call(x), x.matmul(directions));
            guard.Backward(loss);
            guard.Step(loss);
        }

        return [.. sink.Records];
    }

    private sealed class Counter : ICheckpointed
    {
        public int Next { get; set; }

        public void Save(BinaryWriter writer) => writer.Write(Next);

        public void Load(BinaryReader reader) => Next = reader.ReadInt32();
    }
}
