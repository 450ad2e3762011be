using Ballast.Testing;
using TorchSharp;

namespace Ballast.Tests.Survival;

public sealed class ScenarioTests
{
    public static TheoryData<string> All => [.. Every.Select(scenario => scenario.Name)];

    private static IEnumerable<Scenario> Every => [.. Scenarios.Exploding, .. Scenarios.Controls];

    [Fact]
    public void There_are_18_that_explode_and_6_that_do_not_all_named_differently()
    {
        Assert.Equal((18, 6), (Scenarios.Exploding.Count, Scenarios.Controls.Count));
        Assert.Equal(24, Every.Select(scenario => scenario.Name).Distinct().Count());
        Assert.All(Scenarios.Exploding, scenario => Assert.InRange(scenario.Oracle, 0, 0.5 * scenario.Trivial));
    }

    [Theory, MemberData(nameof(All))]
    public void A_batch_follows_from_seed_and_index_alone(string name)
    {
        using var scope = torch.NewDisposeScope();
        var scenario = Every.Single(scenario => scenario.Name == name);
        var (first, second, other) = (scenario.Build(1), scenario.Build(1), scenario.Build(2));
        for (var i = 0; i < 3; i++) first.Batch(i);
        var batch = second.Batch(3);
        Assert.True(Same(first.Batch(3), batch));
        Assert.False(Same(first.Batch(4), batch));
        Assert.False(Same(other.Batch(3), batch));
        Assert.Equal(first.Model.parameters().Select(p => p.norm().item<float>()), second.Model.parameters().Select(p => p.norm().item<float>()));
    }

    [Theory, MemberData(nameof(All))]
    public void Held_out_data_have_no_fault_and_are_the_same_for_every_seed(string name)
    {
        using var scope = torch.NewDisposeScope();
        var scenario = Every.Single(scenario => scenario.Name == name);
        var (x, y) = scenario.Build(1).Clean;
        Assert.True(Same(scenario.Build(2).Clean, (x, y)));
        Assert.InRange(x.abs().max().to(torch.ScalarType.Float64).item<double>(), 0, 255);
    }

    [Fact]
    public void Scenarios_of_an_assembly_are_its_public_ones()
    {
        Assert.Equal(["gentle"], Scenarios.Of(typeof(ScenarioTests).Assembly).Select(scenario => scenario.Name));
        Assert.Throws<ArgumentException>(() => Scenarios.Of(typeof(object).Assembly));
    }

    private static bool Same((torch.Tensor X, torch.Tensor Y) a, (torch.Tensor X, torch.Tensor Y) b) =>
        a.X.contiguous().bytes.SequenceEqual(b.X.contiguous().bytes) && a.Y.contiguous().bytes.SequenceEqual(b.Y.contiguous().bytes);
}
