using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Ballast.Tests.Replicas;

/// <summary>Several ranks train as one does: the same decisions, the same weights but for rounding; among each other to the bit.</summary>
[TensorTests]
public sealed class SameAsOneTests
{
    public static TheoryData<string, int> Kinds
    {
        get
        {
            var data = new TheoryData<string, int>();
            foreach (var kind in (string[])["ballast sgd", "ballast adamw", "torchsharp adamw", "torchsharp rprop", "ballast muon"])
            {
                data.Add(kind, 2);
                data.Add(kind, 4);
            }

            return data;
        }
    }

    private static Func<IEnumerable<Parameter>, optim.Optimizer> Make(string kind) =>
        kind switch
        {
            "ballast sgd" => p => Ballast.Optimizers.SGD(p, lr: 0.3, momentum: 0.9),
            "torchsharp adamw" => p => optim.AdamW(p, 0.02),
            "torchsharp rprop" => p => optim.Rprop(p, 1e-3),
            "ballast muon" => p => Ballast.Optimizers.Muon(p.Where(it => it.dim() == 2)),
            _ => p => Ballast.Optimizers.AdamW(p, lr: 0.02),
        };

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Skipped_clipped_capped_and_rolled_back(string kind, int ranks)
    {
        var one = new SharedTraining(1)
        {
            Optimizer = Make(kind),
            Faulty = true,
            BreakAfter = [23, 61],
        };
        var alone = Assert.Single(one.Run());
        var all = (one with { Ranks = ranks }).Run();
        Assert.All(all, rank => Assert.Equal(all[0].Weights, rank.Weights));
        Assert.InRange(all[0].Distance(alone), 0, kind == "torchsharp rprop" ? 1e-9 : 1e-12);
        Assert.Equal(Decisions(alone), Decisions(all[0]));
        Assert.True(alone.Summary is { Skipped: > 0, RolledBack: 2, Capped: > 0 }, alone.Summary.ToString());
        Assert.True(alone.Records.Count >= 100);
        Assert.Equal((alone.Summary.Steps, alone.Summary.Skipped), (all[^1].Summary.Steps, all[^1].Summary.Skipped));
        Assert.Empty(all[^1].Records); // rank 0 records
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    public void With_overlap_to_the_bit_as_without(int ranks)
    {
        var training = new SharedTraining(ranks) { Faulty = true, BreakAfter = [23, 61] };
        var all = training.Run();
        var overlapped = (training with { Overlap = true }).Run();
        Assert.All(overlapped, rank => Assert.Equal(all[0].Weights, rank.Weights));
        Assert.Equal(Decisions(all[0]), Decisions(overlapped[0]));
    }

    private static IEnumerable<(long, VerdictKind, int, long?)> Decisions(RankResult of) =>
        of.Records.Select(it => (it.Step, it.Verdict.Kind, it.Capped, it.ReturnedTo));
}
