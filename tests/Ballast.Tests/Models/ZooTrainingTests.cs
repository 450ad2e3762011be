namespace Ballast.Tests;

/// <summary>Every model of the zoo learns with the guard on; its exploding variant learns with it and not without.</summary>
[TensorTests]
public sealed class ZooTrainingTests
{
    private const double Healthy = 0.75,
        Lost = 0.9; // of the trivial loss

    public static TheoryData<string> Names => [.. ZooTraining.All.Select(row => row.Name)];

    [Fact]
    public void Every_model_has_a_row() => Assert.Empty(Models.Names.Except(ZooTraining.All.Select(row => row.Model)));

    [Theory, MemberData(nameof(Names))]
    public void It_reaches_its_target_with_the_guard_on(string name)
    {
        var row = Row(name);
        var (end, _) = row.Run(GuardOptions.Auto, explode: false);
        Assert.True(end.Status == TrainingStatus.Trained && end.TestLoss <= row.Target, $"{end}");
    }

    [Theory, MemberData(nameof(Names))]
    public void Exploding_it_ends_healthy_with_the_guard_and_not_without(string name)
    {
        var row = Row(name);
        var (guarded, trivial) = row.Run(GuardOptions.Auto, explode: true);
        var (plain, _) = row.Run(GuardOptions.Off, explode: true);
        Assert.True(guarded.Status == TrainingStatus.Trained && guarded.TestLoss <= Healthy * trivial, $"guarded: {guarded}");
        Assert.True(
            plain.Status == TrainingStatus.Halted || !double.IsFinite(plain.TestLoss) || plain.TestLoss >= Lost * trivial,
            $"unguarded: {plain}"
        );
    }

    private static ZooTraining Row(string name) => ZooTraining.All.Single(row => row.Name == name);
}
