using Ballast.Lab;
using TorchSharp;

namespace Ballast.Tests.Survival;

public sealed class ScenarioTests
{
    public static TheoryData<string> All => [.. Here.Select(scenario => scenario.Name)];

    public static TheoryData<string> Repaired =>
        [
            .. Here.Where(scenario => scenario.GetType().GetMethod(nameof(Scenario.BuildSane))!.DeclaringType != typeof(Scenario))
                .Where(scenario => !scenario.IsControl && scenario.Name != "long_letters") // its fault is the schedule alone
                .Select(scenario => scenario.Name),
        ];

    // not those whose images are not on this machine
    private static IEnumerable<Scenario> Here => Every.Where(scenario => FashionIsHere || !NeedsFashion(scenario));

    private static bool FashionIsHere { get; } = Record.Exception(() => FashionMnistFiles.Find(root: null)) is null;

    private static bool NeedsFashion(Scenario scenario) => scenario.Kind.Contains("all of Fashion-MNIST");

    private static IEnumerable<Scenario> Every => Scenarios.Sets.Values.SelectMany(set => set);

    [Fact]
    public void Sets_are_disjoint_and_all_names_differ()
    {
        Assert.Equal(["public", "tune", "check", "controls", "long"], Scenarios.Sets.Keys);
        Assert.Equal((18, 12, 6), (Scenarios.Public.Count, Scenarios.Controls.Count, Scenarios.FurtherControls.Count));
        Assert.True(Scenarios.Check.Count >= 10);
        Assert.Equal(Every.Count(), Every.Select(scenario => scenario.Name).Distinct().Count());
        Assert.Equal(Every.Count(), Every.Select(scenario => (scenario.GetType(), scenario.IsControl)).Distinct().Count());
    }

    [Fact]
    public void What_is_not_a_control_has_something_to_learn()
    {
        Assert.All(Scenarios.Controls, control => Assert.Equal((true, double.NaN), (control.IsControl, control.Oracle)));
        Assert.All(Scenarios.Public, scenario => Assert.InRange(scenario.Oracle, 0, 0.5 * scenario.Trivial));
        Assert.All(Scenarios.Tune.Concat(Scenarios.Check), scenario =>
        {
            Assert.False(scenario.IsControl);
            Assert.True(
                scenario.Oracle <= 0.6 * scenario.Trivial,
                $"{scenario.Name}: oracle {scenario.Oracle}, trivial {scenario.Trivial}"
            );
        });
    }

    [Fact]
    public void The_long_set_has_each_training_healthy_and_exploding_by_the_same_measure()
    {
        var healthy = Scenarios.Long.Where(scenario => scenario.IsControl).ToDictionary(scenario => scenario.Name.Replace("_healthy", ""));
        Assert.True(healthy.Count >= 8);
        Assert.All(Scenarios.Long.Where(scenario => !scenario.IsControl), scenario =>
        {
            Assert.InRange(scenario.Steps, 3000, 20_000);
            Assert.InRange(scenario.Oracle, 0, 0.6 * scenario.Trivial);
            Assert.Equal(scenario.Trivial, healthy[scenario.Name.Replace("_at_once", "")].Trivial);
        });
    }

    [Fact]
    public void Symbols_of_the_invented_text_are_as_frequent_as_it_says()
    {
        using var scope = torch.NewDisposeScope();
        var scenario = Scenarios.Long.First(scenario => scenario.Name == "long_lstm");
        var trial = scenario.Build(0);
        var symbols = torch.cat([.. Enumerable.Range(0, 200).Select(i => trial.Batch(i).X.flatten())]);
        var shares = symbols.bincount(null, 0).to(torch.ScalarType.Float64);
        shares /= shares.sum();
        Assert.Equal(scenario.Trivial, -(shares * (shares + 1e-12).log()).sum().item<double>(), 0.02);
    }

    [Fact]
    public void Every_scenario_of_this_assembly_is_in_one_set() =>
        Assert.Equal(
            typeof(Scenario)
                .Assembly.GetTypes()
                .Where(type => type.IsSubclassOf(typeof(Scenario)) && !type.IsAbstract)
                .OrderBy(type => type.Name, StringComparer.Ordinal),
            Every.Select(scenario => scenario.GetType()).Distinct().OrderBy(type => type.Name, StringComparer.Ordinal)
        );

    [Theory, MemberData(nameof(Repaired))]
    public void A_repaired_set_up_is_the_same_net_trained_differently_and_follows_from_the_seed(string name)
    {
        using var scope = torch.NewDisposeScope();
        var scenario = Every.Single(scenario => scenario.Name == name);
        var (given, sane, again) = (scenario.Build(1), scenario.BuildSane(1), scenario.BuildSane(1));
        Assert.Equal(Shapes(given), Shapes(sane));
        var repaired = TwoSteps(sane);
        Assert.Equal(repaired, TwoSteps(again));
        Assert.NotEqual(repaired, TwoSteps(given));
        Assert.True(Same(sane.Batch(3), again.Batch(3)));
    }

    [Theory, MemberData(nameof(All))]
    public void A_batch_follows_from_seed_and_index_alone(string name)
    {
        using var scope = torch.NewDisposeScope();
        var scenario = Every.Single(scenario => scenario.Name == name);
        var (first, second, other) = (scenario.Build(1), scenario.Build(1), scenario.Build(2));
        for (var i = 0; i < 3; i++)
            first.Batch(i);
        var batch = second.Batch(3);
        Assert.True(Same(first.Batch(3), batch));
        Assert.False(Same(first.Batch(4), batch));
        Assert.False(Same(other.Batch(3), batch));
        Assert.Equal(
            first.Model.parameters().Select(p => p.norm().item<float>()),
            second.Model.parameters().Select(p => p.norm().item<float>())
        );
    }

    private static readonly string[] HasUnits = ["column_million", "linear_radiance", "log_normal_inputs", "heavy_rows", "station_units"];

    [Theory, MemberData(nameof(All))]
    public void Held_out_data_have_no_fault_and_are_the_same_for_every_seed(string name)
    {
        using var scope = torch.NewDisposeScope();
        var scenario = Every.Single(scenario => scenario.Name == name);
        var (x, y) = scenario.Build(1).Clean;
        Assert.True(Same(scenario.Build(2).Clean, (x, y)));
        var largest = HasUnits.Contains(name) ? 1e7 : 255; // a unit is no fault of a single row
        Assert.InRange(x.abs().max().to(torch.ScalarType.Float64).item<double>(), 0, largest);
    }

    [Fact]
    public void Scenarios_of_an_assembly_are_its_public_ones()
    {
        Assert.Equal(["gentle"], Scenarios.Of(typeof(ScenarioTests).Assembly).Select(scenario => scenario.Name));
        Assert.Throws<ArgumentException>(() => Scenarios.Of(typeof(object).Assembly));
    }

    private static IEnumerable<long[]> Shapes(Trial trial) => trial.Model.parameters().Select(p => p.shape);

    // what comes of two steps shows weights, data, losses and optimizer at once; momentum shows in the second
    private static (double Loss, double Weights) TwoSteps(Trial trial)
    {
        var loss = 0.0;
        for (var i = 0; i < 2; i++)
        {
            trial.Optimizer.zero_grad();
            var now = trial.LossOf(trial.Batch(i));
            now.backward();
            trial.Optimizer.step();
            loss += now.item<float>();
        }

        return (loss, trial.Model.parameters().Sum(p => (double)p.norm().item<float>()));
    }

    private static bool Same((torch.Tensor X, torch.Tensor Y) a, (torch.Tensor X, torch.Tensor Y) b) =>
        a.X.contiguous().bytes.SequenceEqual(b.X.contiguous().bytes) && a.Y.contiguous().bytes.SequenceEqual(b.Y.contiguous().bytes);
}
