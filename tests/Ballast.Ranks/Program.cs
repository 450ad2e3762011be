using System.Globalization;
using System.Runtime.InteropServices;
using Ballast;
using Ballast.Mpi;
using Ballast.Tests.Replicas;
using TorchSharp;
using static TorchSharp.torch;

// collective
// train FOLDER [FAULT RANK STEP]: goes on from the checkpoints there; writes the weights
// threads RANKS FOLDER: the same on threads, without MPI
// WIDE: a model of several stretches; with the value overlap they are sent while others are computed
NativeMend.Ensure();
set_num_threads(1);
if (args[0] == "threads")
{
    Write(args[2], ThreadCollective.Run(Number(args[1]), world => Train(world, args[2])));
    return 0;
}

return MpiRun.Run(world =>
{
    if (args[0] == "collective")
        Collective(world);
    else
        Write(
            args[1],
            [Train(args.Length > 2 ? new StrikingCollective(world, args[2], Number(args[3]), Number(args[4])) : world, args[1])],
            world
        );
    return 0;
});

static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);

static RankResult Train(ICollective world, string folder)
{
    var checkpoints = new CheckpointFolder(Path.Combine(folder, "checkpoints"));
    var wide = Environment.GetEnvironmentVariable("WIDE");
    return new SharedTraining(world.Size)
    {
        Model = wide is null ? SharedTraining.Perceptron : SharedTraining.WidePerceptron,
        Overlap = wide == "overlap",
        Faulty = true,
        BreakAfter = [23],
        Checkpoints = checkpoints,
        ResumeFrom = checkpoints.NewestGood()?.Path,
    }.Train(world);
}

static void Write(string folder, RankResult[] results, ICollective? world = null)
{
    string[] weights = [.. results.Select(it => Convert.ToHexString(MemoryMarshal.AsBytes(it.Weights.AsSpan())))];
    if (world is not null)
        weights = world.Gather(weights[0]);
    if (weights.Distinct().Count() > 1)
        throw new InvalidOperationException("The ranks end with different weights.");
    if (world is null or { Rank: 0 })
        File.WriteAllText(Path.Combine(folder, "weights"), weights[0]);
}

static void Collective(ICollective world)
{
    using var scope = NewDisposeScope();
    double[] numbers = [world.Rank, world.Rank == 1 ? double.NaN : 0, 1];
    world.AllReduce(numbers);
    Require(numbers.SequenceEqual([world.Size * (world.Size - 1) / 2.0, double.NaN, world.Size]), "sums keep NaN");
    foreach (var type in (ScalarType[])[ScalarType.Float32, ScalarType.Float64])
    {
        var many = ones((1 << 20) + 3, type).Times(world.Rank + 1); // more than one message
        world.AllReduce(many.narrow(0, 1, (1 << 20) + 1)); // from within its memory
        var (first, last, middle) = (many[0].ToDouble(), many[^1].ToDouble(), many[1 << 19].ToDouble());
        Require((first, last) == (world.Rank + 1, world.Rank + 1) && middle == world.Size * (world.Size + 1) / 2.0, $"{type} in place");
    }

    var (one, other) = (ones((1 << 20) + 3), ones(5, ScalarType.Float64));
    var sums = (IPendingSum[])[world.Begin(one), world.Begin(other)];
    while (!sums[1].Poll())
        Thread.Yield();
    sums[0].Wait();
    sums[1].Wait();
    Require(sums[0].Poll() && one.eq(world.Size).all().ToBoolean() && other.eq(world.Size).all().ToBoolean(), "sums that were begun");
    Require(string.Concat(world.Gather($"{world.Rank}")) == string.Concat(Enumerable.Range(0, world.Size)), "words of all");
    var said = zeros(3, ScalarType.BFloat16).Plus(world.Rank);
    world.Broadcast(said, root: world.Size - 1);
    Require(said[2].ToDouble() == world.Size - 1, "another root");
    world.Barrier();
    try
    {
        _ = ((object?)null)!.GetHashCode(); // by a signal that some transports would take for themselves
        Require(false, "a null reference is an exception");
    }
    catch (NullReferenceException) { }

    Require(world.LocalSize == world.Size && world.LocalRank == world.Rank, "one machine");
    if (world.Rank == 0)
        Console.WriteLine($"right: {world}");
}

static void Require(bool holds, string what)
{
    if (!holds)
        throw new InvalidOperationException($"Does not hold: {what}.");
}
