// One training on several processes: each rank takes its rows of every batch, gradients are averaged, rank 0 judges, and all act alike.
// In step 50 the rows of the last rank are poisoned: all ranks skip it, and the record says whose they were. Started by itself it is one
// rank, with the same result but for rounding.
//
//   dotnet build -c Release samples/ranks
//   mpirun -n 2 --bind-to none dotnet samples/ranks/bin/Release/net10.0/ranks.dll
//   dotnet run --project samples/ranks

using Ballast;
using Ballast.Mpi;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn.functional;

return MpiRun.Run(world =>
{
    NativeMend.Ensure(); // only needed where torch is used before anything of Ballast's, and only on older Linux systems
    set_num_threads(Math.Max(1, Environment.ProcessorCount / world.LocalSize));
    random.manual_seed(1); // the same data on all ranks
    using var x = randn(2000, 8);
    using var y = x.select(1, 0).mul(x.select(1, 1)).gt(0.Held()).to(ScalarType.Int64);
    using var batches = new Batches(x, y, size: 64, seed: 1);
    batches.Share(world);
    using var model = nn.Sequential(("in", nn.Linear(8, 64)), ("act", nn.ReLU()), ("out", nn.Linear(64, 2)));
    using var optimizer = Optimizers.AdamW(model.parameters(), lr: 0.003);
    // sinks are rank 0's: of the others none is written to
    using var sink = Sinks.From(record =>
    {
        if (record.Step % 100 == 99 || !record.Verdict.TakesStep)
            Console.WriteLine($"step {record.Step}: loss {record.Loss:0.000}  {record.Verdict}");
    });
    using var guard = StepGuard.For(model, optimizer, GuardOptions.Auto with { Collective = world, Sinks = [sink] });
    for (var step = 0; step < 300; )
        foreach (var (input, target) in batches.Epoch())
        {
            using var scope = NewDisposeScope();
            optimizer.zero_grad();
            if (step++ == 50 && world.Rank == world.Size - 1)
                input.fill_(double.NaN.Held());
            var loss = cross_entropy(model.call(input), target);
            guard.Backward(loss);
            guard.Step(loss, input.shape[0]);
        }

    return 0;
});
