using TorchSharp;
using static TorchSharp.torch;

namespace Ballast.Tests;

/// <summary>The self-test's judgement of arithmetic that is wrong in known ways, as no machine has to be for it.</summary>
public sealed class MachineJudgeTests
{
    private static readonly Remedy s_useless = new("the useless was done", () => true),
        s_impossible = new("the impossible was done", () => false);

    private bool _mended;

    [Fact]
    public void Right_arithmetic_is_right()
    {
        var report = Judge(Rightly).Run(MachineChecks.All);
        Assert.Equal((MachineState.Right, MachineChecks.All.Count, null), (report.State, report.Checks, report.News));
    }

    [Fact]
    public void One_value_that_lacks_a_term_is_found() =>
        Finds(result =>
        {
            using var term = result.detach().to(ScalarType.Float32).abs().max().Times(0.1).to(result.dtype);
            result.detach().flatten()[^1].Add(term);
        });

    [Fact]
    public void One_value_that_is_not_a_number_is_found() => Finds(result => result.detach().flatten()[0].Set(double.NaN));

    [Fact]
    public void Results_that_are_left_unwritten_are_found_whatever_memory_held()
    {
        // freed memory is full of NaN by then, so what is not written shows, even if the right values lay there a moment ago
        var report = Judge(check => [.. Rightly(check).Select(result => empty(result.shape, check.Type))]).Run(Small);
        Assert.Equal(MachineState.Wrong, report.State);
        Assert.Equal(Small.Count, report.StillWrong.Count);
    }

    [Fact]
    public void Results_of_another_shape_are_found() =>
        Assert.Equal(MachineState.Wrong, Judge(check => [.. Rightly(check).Skip(1)]).Run(Small).State);

    [Fact]
    public void Rounding_to_the_ten_bits_of_tf32_is_not_wrong()
    {
        // inputs that bfloat16 holds exactly are exact in TF32 too: its products are those of float32
        var report = Judge(check => check.Compute(ScalarType.BFloat16, CPU))
            .Run([
                .. MachineChecks.All.Where(check =>
                    check.Name.Contains("conv", StringComparison.Ordinal) && check.Type == ScalarType.BFloat16
                ),
            ]);
        Assert.Equal(MachineState.Right, report.State);
    }

    [Fact]
    public void The_first_remedy_that_helps_is_the_last_that_is_applied()
    {
        var after = 0;
        var report = Judge(
                WronglyUntilMended,
                s_impossible,
                s_useless,
                new("it was mended", () => _mended = true),
                new("too much was done", () => ++after > 0)
            )
            .Run(Small);
        Assert.Equal((MachineState.Mended, 0), (report.State, after));
        Assert.Equal(Small.Select(check => check.Name), report.Wrong);
        Assert.Empty(report.StillWrong);
        Assert.Equal("the useless was done; it was mended", report.Remedy);
        Assert.Equal(
            $"{Small.Count} of {MachineChecks.All.Count} small computations are computed wrongly on cpu. the useless was done; it "
                + $"was mended; {MachineChecks.All.Count} computations agree with float64 now",
            report.Text
        );
        Assert.StartsWith(report.Text, report.News, StringComparison.Ordinal);
    }

    [Fact]
    public void After_a_remedy_everything_is_compared_again()
    {
        // a remedy that mends what was found and breaks something else is none
        var report = Judge(
                check => Small.Contains(check) ? WronglyUntilMended(check) : Wrongly(check),
                new Remedy("it was mended", () => _mended = true)
            )
            .Run(Small);
        Assert.Equal(MachineState.Wrong, report.State);
        Assert.Equal(MachineChecks.All.Count - Small.Count, report.StillWrong.Count);
    }

    [Fact]
    public void What_stays_wrong_is_named_with_what_to_do()
    {
        var report = Judge(Wrongly, s_useless).Run(Small);
        Assert.Equal(MachineState.Wrong, report.State);
        Assert.Contains(Small[0].Name, report.News, StringComparison.Ordinal);
        Assert.Contains("not to be believed", report.News, StringComparison.Ordinal);
        Assert.Contains("docs/wrong-machines.md", report.News, StringComparison.Ordinal);
    }

    [Fact]
    public void What_was_mended_beforehand_is_told_though_nothing_was_wrong()
    {
        var report = Judge(Rightly).Run(Small, ("the cause was removed", "a known cause"));
        Assert.Equal(MachineState.Mended, report.State);
        Assert.Contains("a known cause. the cause was removed", report.News, StringComparison.Ordinal);
    }

    private static IReadOnlyList<MachineCheck> Small { get; } =
    [.. MachineChecks.All.Where(check => check.Type == ScalarType.Float32).Take(3)];

    private static MachineJudge Judge(Func<MachineCheck, Tensor[]> compute, params Remedy[] remedies) => new(CPU, compute, remedies);

    private static Tensor[] Rightly(MachineCheck check) => check.Compute(check.Type, CPU);

    private static Tensor[] Wrongly(MachineCheck check) => [.. Rightly(check).Select(result => result.detach().Times(1.5))];

    private Tensor[] WronglyUntilMended(MachineCheck check) => _mended ? Rightly(check) : Wrongly(check);

    // spoils each result of each check in turn
    private static void Finds(Action<Tensor> spoil)
    {
        foreach (var check in MachineChecks.All)
        {
            using var scope = NewDisposeScope();
            var results = Rightly(check).Length;
            for (var i = 0; i < results; i++)
            {
                var report = Judge(it =>
                    {
                        var found = Rightly(it);
                        spoil(found[i]);
                        return found;
                    })
                    .Run([check]);
                Assert.True(report.State == MachineState.Wrong, $"{check.Name}, result {i}");
            }
        }
    }
}
