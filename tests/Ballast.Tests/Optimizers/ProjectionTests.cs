using CsCheck;
using TorchSharp;
using static TorchSharp.torch;

namespace Ballast.Tests;

/// <summary>A projection ends in its set, leaves what is there already, and no point of the set is nearer.</summary>
[TensorTests]
public sealed class ProjectionTests
{
    private static readonly Gen<double[]> Weights = Gen.Double[-3, 3].Array[12];

    public static TheoryData<string, IWeightEdit, Func<double[], bool>> Sets =>
        new()
        {
            { "simplex", Projections.Simplex(2), w => Rows(w).All(row => row.All(x => x >= 0) && Math.Abs(row.Sum() - 2) < 1e-9) },
            { "l1", Projections.L1Ball(1.5), w => w.Sum(Math.Abs) <= 1.5 + 1e-9 },
            { "l2", Projections.L2Ball(1.5), w => Math.Sqrt(w.Sum(x => x * x)) <= 1.5 + 1e-9 },
            { "box", Projections.Box(-0.5, 0.25), w => w.All(x => x is >= -0.5 and <= 0.25) },
            { "non-negative", Projections.NonNegative(), w => w.All(x => x >= 0) },
        };

    [Theory]
    [MemberData(nameof(Sets))]
    public void The_nearest_point_of_the_set(string name, IWeightEdit edit, Func<double[], bool> contains)
    {
        Assert.Equal(EditMoment.AfterUpdate, edit.Moment);
        Weights
            .Select(Weights)
            .Sample(
                (start, elsewhere) =>
                {
                    var onto = Project(edit, start);
                    Assert.True(contains(onto), name);
                    var again = Project(edit, onto);
                    var other = Project(edit, elsewhere);
                    for (var i = 0; i < start.Length; i++)
                        Assert.Equal(onto[i], again[i], 1e-12);

                    // the angle at a projection is never acute: no point of a convex set is nearer
                    Assert.True(start.Select((w, i) => (w - onto[i]) * (other[i] - onto[i])).Sum() <= 1e-9, name);
                },
                iter: 30,
                threads: 1
            );
    }

    [Fact]
    public void The_guard_runs_and_records_it()
    {
        using var model = Holder.Random(1, ScalarType.Float32, [3, 4]);
        using var optimizer = Ballast.Optimizers.SGD(model.All, 0.1);
        using var guard = StepGuard.For(model, optimizer, new GuardOptions { Edits = [Projections.L2Ball(0.5)] });
        model.SetGradients(0);
        using var loss = tensor(1f);
        Assert.StartsWith("l2-ball: 1 tensors brought back by", Assert.Single(guard.Step(loss).Edits), StringComparison.Ordinal);
        Assert.Equal(0.5, Math.Sqrt(model.Weights()[0].Sum(w => w * w)), 1e-6);
        Assert.Throws<ArgumentOutOfRangeException>(() => Projections.L2Ball(double.NaN));
        Assert.Throws<ArgumentOutOfRangeException>(() => Projections.Box(1, 0));
    }

    private static double[] Project(IWeightEdit edit, double[] weights)
    {
        using var scope = NewDisposeScope();
        using var off = no_grad();
        using var model = new Holder(tensor(weights).reshape(3, 4));
        edit.Apply([("p0", model.All[0])], new GradientReading(0, 1, []));
        return model.Weights()[0];
    }

    private static IEnumerable<double[]> Rows(double[] w) => w.Chunk(4);
}
