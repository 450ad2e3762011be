using static TorchSharp.torch;

namespace Ballast.Lab;

internal sealed class ExposureHours : SetupScenario
{
    private const int Inputs = 10;
    private const double HoursOfYear = 8760;
    private const ulong TaskSeed = 630,
        CleanSeed = 631;

    public override string Name => "exposure_hours";

    public override string Kind => "exposure in another unit, counts, mixture of experts, Adam";

    public override string WhatExplodes =>
        "How long each count took is given in hours, where years were meant: expected counts start 8,760 times too large.";

    public override int Steps => 300;

    public override double Trivial => 2.575;

    public override double Oracle => 0.01867;

    protected override Trial Make(int seed, Generator weights, bool sane)
    {
        using var task = new Generator(TaskSeed);
        using var clean = new Generator(CleanSeed);
        var direction = randn([Inputs, 1], generator: task);
        direction = direction / direction.norm();
        var unit = sane ? 1 : HoursOfYear;
        var model = new ExpertMixture(Inputs, 32, 4, weights);
        var (x, y) = Draw(2000, direction, clean);
        var truth = Loss(LogRate(x, direction).Minus(Math.Log(unit)), y, unit).item<float>(); // nobody can do better than the true rate
        return new(seed)
        {
            Model = model,
            Optimizer = Optimizers.Adam(model.parameters(), 3e-3),
            Loss = (z, seen) => Loss(z, seen, unit),
            CleanLoss = (z, seen) => Loss(z, seen, unit).Minus(truth),
            Draw = (_, generator) => Draw(64, direction, generator),
            Clean = (x, y),
        };
    }

    // minus the logarithm of Poisson's likelihood: the rate times how long it was watched, and its logarithm for every count
    private static Tensor Loss(Tensor z, Tensor y, double unit) =>
        ((z.exp() * y.narrow(1, 1, 1)).Times(unit) - (z * y.narrow(1, 0, 1))).mean();

    private static Tensor LogRate(Tensor x, Tensor direction) => x.matmul(direction).Plus(1);

    // counts of a Poisson process that was watched for 0.2 to 2 years, and how long that was
    private static (Tensor X, Tensor Y) Draw(int count, Tensor direction, Generator generator)
    {
        var x = randn([count, Inputs], generator: generator);
        var years = rand([count, 1], generator: generator).Scale(1.8).Add(0.2);
        return (x, cat([poisson(LogRate(x, direction).exp() * years, generator), years], 1));
    }
}
