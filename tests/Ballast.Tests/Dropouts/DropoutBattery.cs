using TorchSharp;
using static TorchSharp.torch;

namespace Ballast.Tests;

/// <summary>What every leaf of the family has to keep.</summary>
[TensorTests]
public sealed class DropoutBattery
{
    private const double P = 0.3;

    public static IEnumerable<object[]> Rows => DropoutRow.All.Select((row, i) => new object[] { i, row.Name });

    [Fact]
    public void Every_leaf_has_a_row() =>
        Assert.Empty(
            typeof(StochasticModule)
                .Assembly.GetTypes()
                .Where(type => type.IsSubclassOf(typeof(StochasticModule)) && !type.IsAbstract)
                .Except(DropoutRow.All.Select(row => row.Create(P, 1).GetType()))
        );

    [Theory, MemberData(nameof(Rows))]
    public void Loaded_from_what_was_saved_it_draws_on_where_it_stood(int index, string _)
    {
        var (row, x) = (DropoutRow.All[index], DropoutRow.All[index].Input());
        var (module, other) = (row.Create(P, 3), row.Create(P, 4));
        for (var i = 0; i < 3; i++)
            module.call(x);
        using var memory = new MemoryStream();
        module.save(new BinaryWriter(memory));
        memory.Position = 0;
        other.load(new BinaryReader(memory));
        Assert.Equal((3L, 3L), (other.Seed, other.Calls));
        for (var i = 0; i < 3; i++)
            AssertSame(module.call(x), other.call(x));
    }

    [Theory, MemberData(nameof(Rows))]
    public void Buffers_put_back_bring_the_masks_back(int index, string _)
    {
        var (row, x) = (DropoutRow.All[index], DropoutRow.All[index].Input());
        var module = row.Create(P, 3);
        using var copy = new BufferCopy(module);
        var first = module.call(x);
        Assert.False(Same(first, module.call(x)));
        copy.Restore();
        AssertSame(first, module.call(x));
    }

    [Theory, MemberData(nameof(Rows))]
    public void Equal_seeds_draw_alike_and_others_do_not(int index, string _)
    {
        var (row, x) = (DropoutRow.All[index], DropoutRow.All[index].Input());
        var draws = new[] { 3L, 3L, 4L, 0L }.Select(seed => row.Create(P, seed).call(x)).ToArray();
        AssertSame(draws[0], draws[1]);
        Assert.False(Same(draws[0], draws[2]));
        Assert.False(Same(draws[2], draws[3]));
    }

    [Theory, MemberData(nameof(Rows))]
    public void In_evaluation_and_at_rate_0_nothing_is_random_and_evaluation_does_not_count(int index, string _)
    {
        var (row, x) = (DropoutRow.All[index], DropoutRow.All[index].Input());
        var (module, still) = (row.Create(P, 3), row.Create(0, 3));
        module.eval();
        AssertSame(module.call(x), module.call(x));
        Assert.Equal(0, module.Calls);
        var plain = still.call(x);
        Assert.Equal(1, still.Calls);
        still.eval();
        AssertSame(plain, still.call(x));
        if (still.parameters().Any())
            return;
        AssertSame(x, plain);
        if (row.Name != "zoneout")
            AssertSame(x, module.call(x));
    }

    [Theory, MemberData(nameof(Rows))]
    public void The_gradient_meets_the_mask_of_its_own_forward_pass(int index, string _)
    {
        var (row, x) = (DropoutRow.All[index], DropoutRow.All[index].Input(ScalarType.Float64));
        var module = row.Create(P, 3).to(ScalarType.Float64);
        using var start = new BufferCopy(module);
        var inputs = x.clone().requires_grad_();
        module.call(inputs).pow(3).sum().backward();
        var (gradient, flat) = (inputs.grad!.flatten(), x.flatten());
        using var off = no_grad();
        foreach (var i in new[] { 0L, x.numel() / 3, x.numel() / 2, x.numel() - 1 })
        {
            const double h = 1e-6;
            var (up, down) = (At(i, h), At(i, -h));
            Assert.Equal((up - down) / (2 * h), gradient[i].item<double>(), 1e-5 * (1 + Math.Abs(up)));
        }

        double At(long i, double h)
        {
            var moved = flat.clone();
            moved[i] += h;
            start.Restore();
            return module.call(moved.view(x.shape)).pow(3).sum().item<double>();
        }
    }

    [Theory, MemberData(nameof(Rows))]
    public void The_mean_over_masks_is_what_evaluation_gives(int index, string _)
    {
        const int Times = 4000;
        var row = DropoutRow.All[index];
        if (!row.KeepsMean)
            return;
        var x = row.Input();
        using var off = no_grad();
        var module = row.Create(P, 3);
        Tensor sum = 0,
            squares = 0;
        for (var i = 0; i < Times; i++)
        {
            using var scope = NewDisposeScope();
            var y = module.call(x);
            (sum, squares) = ((sum + y).MoveToOuterDisposeScope(), (squares + y.square()).MoveToOuterDisposeScope());
        }

        module.eval();
        var (expected, mean) = (module.call(x), sum / Times);
        // of zoneout over a sequence the value of the step before is itself a mean, and both are linear
        var deviation = ((squares / Times) - mean.square()).clamp_min(1e-12).div(Times).sqrt();
        Assert.InRange(((mean - expected) / deviation).abs().max().item<float>(), 0, 5);
    }

    [Theory, MemberData(nameof(Rows))]
    public void It_works_in_other_types(int index, string _)
    {
        var row = DropoutRow.All[index];
        foreach (var type in new[] { ScalarType.Float64, ScalarType.BFloat16 })
        {
            var module = row.Create(P, 3).to(type);
            var output = module.call(row.Input(type));
            Assert.Equal(type, output.dtype);
            Assert.True(output.isfinite().all().item<bool>());
            Assert.Equal(ScalarType.Int64, module.buffers().Single().dtype);
        }
    }

    [Theory, MemberData(nameof(Rows))]
    public void Without_a_seed_it_says_so_and_is_given_one(int index, string _)
    {
        var (row, x) = (DropoutRow.All[index], DropoutRow.All[index].Input());
        var module = row.Create(P, null);
        Assert.Contains("has no seed", Assert.Throws<InvalidOperationException>(() => module.call(x)).Message, StringComparison.Ordinal);
        Dropouts.Seed(module, 7);
        Assert.NotNull(module.Seed);
        module.call(x);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(-0.1)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void Impossible_rates_are_refused(double p)
    {
        foreach (var row in DropoutRow.All)
            Assert.Contains(
                $"p is {p.ToString(System.Globalization.CultureInfo.InvariantCulture)} but must be at least 0 and below 1.",
                Assert.Throws<ArgumentOutOfRangeException>(() => row.Create(p, 1)).Message,
                StringComparison.Ordinal
            );
    }

    [Fact]
    public void A_seed_below_0_is_refused() => Assert.Throws<ArgumentOutOfRangeException>(() => Dropouts.Dropout(0.5, -1));

    internal static bool Same(Tensor a, Tensor b) => a.allclose(b, rtol: 0, atol: 0);

    private static void AssertSame(Tensor a, Tensor b) => Assert.True(Same(a, b));
}
