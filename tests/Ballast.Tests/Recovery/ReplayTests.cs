using Ballast.Testing;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Ballast.Tests.Recovery;

/// <summary>
/// Going back to a snapshot and over the same batches again gives the bits of a training that nothing happened to: whatever the
/// optimizer, with dropout, batch norm, a schedule, a deadly flip, refused and capped steps.
/// </summary>
public sealed class ReplayTests
{
    private const int Epochs = 5; // of 8 steps
    private static readonly RecoveryOptions s_often = new() { Every = 6, ConfirmAfter = 3 };

    public static TheoryData<string> Kinds =>
        [.. OptimizerKind.All.Select(kind => kind.Name), "muon", "adafactor", "mirror", "torchsharp rprop"];

    private static Func<IEnumerable<Parameter>, optim.Optimizer> Make(string kind) =>
        kind switch
        {
            "muon" => p => Ballast.Optimizers.Muon(p.Where(it => it.dim() == 2)),
            "adafactor" => p => Ballast.Optimizers.Adafactor(p),
            "mirror" => p => Ballast.Optimizers.MirrorDescent(p),
            "torchsharp rprop" => p => optim.Rprop(p),
            _ => Array.Find(OptimizerKind.All, it => it.Name == kind)!.Make,
        };

    private static (string Bits, TrainingSummary Summary, IReadOnlyList<StepRecord> Records) Train(
        string kind,
        RecoveryOptions? recovery,
        long[] breaks
    )
    {
        using var training = new FragileTraining(optimizer: Make(kind)) { Recovery = recovery };
        using var sink = new CollectingSink();
        var summary = training
            .Trainer(sinks: [sink], progress: [new Breaker(training.Model, breaks)])
            .Fit(training.Batches, training.Evaluate, Epochs);
        return (training.Bits(), summary, sink.Records);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_broken_weight_leaves_no_trace(string kind)
    {
        var (plain, before, _) = Train(kind, recovery: null, []);
        Assert.Equal(plain, Train(kind, s_often, []).Bits); // snapshots change nothing
        var (bits, summary, records) = Train(kind, s_often, [22]);
        var back = Assert.Single(records, record => record.ReturnedTo is not null);
        Assert.Equal((23, true), (back.Step, back.Replays));
        Assert.Equal(plain, bits);
        Assert.Equal((1, before.TestLoss), (summary.RolledBack, summary.TestLoss));
        Assert.Equal(before.Steps + 23 - back.ReturnedTo, summary.Steps);
        Assert.Equal(records.Count, records.Select(record => record.Step).Distinct().Count());
    }

    [Theory]
    [InlineData(1L)] // nothing but the beginning to go back to
    [InlineData(9L)] // over the end of an epoch
    [InlineData(8L)] // right before an evaluation
    [InlineData(39L)]
    [InlineData(40L)] // after the last step
    public void Wherever_it_breaks(long at)
    {
        var (plain, _, _) = Train("ballast adamw", recovery: null, []);
        var (bits, summary, records) = Train("ballast adamw", s_often, [at - 1]);
        Assert.Equal(plain, bits);
        Assert.Equal((TrainingStatus.Trained, 1), (summary.Status, summary.RolledBack));
        Assert.Equal(records.Count, records.Select(record => record.Step).Distinct().Count());
    }

    [Fact]
    public void Two_faults_are_two_ways_back()
    {
        var (plain, _, _) = Train("torchsharp adam", recovery: null, []);
        var (bits, summary, _) = Train("torchsharp adam", s_often, [13, 41]);
        Assert.Equal((plain, 2), (bits, summary.RolledBack));
    }

    [Fact]
    public void A_weight_that_is_broken_again_and_again_ends_in_a_halt()
    {
        var (_, summary, records) = Train("ballast sgd", s_often, [.. Enumerable.Range(10, 500)]);
        Assert.Equal((TrainingStatus.Halted, 6), (summary.Status, summary.RolledBack));
        Assert.Contains("The training went back 6 times and came here again", summary.Reason, StringComparison.Ordinal);
        Assert.Contains("holds a weight that is not finite", records[^1].Verdict.Reason, StringComparison.Ordinal);
    }
}
