using static TorchSharp.torch;

namespace Ballast.Lab;

/// <summary>
/// 1,000 points in the plane with a class each, 700 of them to train on; as the case collections of AutoTrainer draw them.
/// </summary>
/// <param name="classes">How many classes.</param>
/// <param name="draw">Points [n, 2] of a class.</param>
internal sealed class PointTask(int classes, Func<int, int, Generator, Tensor> draw)
{
    private const int Count = 1000,
        Train = 700;
    private const ulong Seed = 7;
    private readonly Lazy<(Tensor X, Tensor Y)> _all = new(() => Make(classes, draw));

    /// <summary>Two rings of radius 1 and 0.8, with noise of 0.1.</summary>
    public static PointTask Circle { get; } = new(2, (label, count, generator) => Ring(label == 0 ? 1 : 0.8, count, generator));

    /// <summary>Three clouds of standard deviation 2, not scaled.</summary>
    public static PointTask Blob { get; } = new(3, (label, count, generator) =>
        {
            var (x, y) = label switch
            {
                0 => (-1.280, -9.481),
                1 => (0.993, -1.294),
                _ => (-1.593, -3.393),
            };
            return randn([count, 2], generator: generator).Scale(2).Add(tensor(new[] { (float)x, (float)y }));
        });

    public int Classes => classes;

    /// <summary>A batch drawn with replacement.</summary>
    public (Tensor X, Tensor Y) Draw(int count, Generator generator)
    {
        var picked = randint(Train, [count], generator: generator).to(ScalarType.Int64);
        return (_all.Value.X[picked], _all.Value.Y[picked]);
    }

    public (Tensor X, Tensor Y) Clean => (_all.Value.X.narrow(0, Train, Count - Train), _all.Value.Y.narrow(0, Train, Count - Train));

    private static Tensor Ring(double radius, int count, Generator generator)
    {
        var angle = rand([count], generator: generator).Scale(2 * Math.PI);
        return stack([angle.cos(), angle.sin()], 1).Scale(radius).Add(randn([count, 2], generator: generator).Scale(0.1));
    }

    private static (Tensor X, Tensor Y) Make(int classes, Func<int, int, Generator, Tensor> draw)
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(Seed);
        int[] counts = [.. Enumerable.Range(0, classes).Select(i => (Count / classes) + (i < Count % classes ? 1 : 0))];
        var x = cat([.. counts.Select((count, label) => draw(label, count, generator))]);
        var y = tensor(counts.SelectMany((count, label) => Enumerable.Repeat((long)label, count)).ToArray());
        var order = randperm(Count, generator: generator).to(ScalarType.Int64);
        return (x[order].DetachFromDisposeScope(), y[order].DetachFromDisposeScope());
    }
}
