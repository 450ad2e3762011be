using Ballast.Testing;
using TorchSharp;
using static TorchSharp.torch;

namespace Ballast.Tests;

/// <summary>What a guarded step may cost in memory.</summary>
[TensorTests]
public sealed class StepGuardCostTests
{
    [Fact]
    public void A_step_allocates_little_whatever_the_number_of_parameters()
    {
        using var model = Holder.Random(11, ScalarType.Float32, [.. Enumerable.Repeat(new long[] { 8, 8 }, 300)]);
        using var optimizer = Ballast.Optimizers.AdamW(model.All);
        using var guard = StepGuard.For(model, optimizer);
        using var loss = tensor(1f);
        model.SetGradients(1);
        for (var i = 0; i < 50; i++)
            guard.Step(loss);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++)
            guard.Step(loss);
        Assert.InRange((GC.GetAllocatedBytesForCurrentThread() - before) / 100, 0, 2048);
    }

    [Fact]
    public void Memory_is_flat_over_5000_steps()
    {
        using var model = new ExplodingNet(seed: 12, gain: 1.5, depth: 3);
        using var optimizer = Ballast.Optimizers.AdamW(model.parameters());
        using var sink = new NoSink();
        using var guard = StepGuard.For(model, optimizer, GuardOptions.Auto with { Sinks = [sink] });
        // the process itself grows for some 10,000 steps, with the guard off as well: compiled code, the allocator's arenas
        for (var i = 0; i < 10_000; i++)
            StepGuardTests.Train(model, optimizer, loss => guard.Step(loss));
        var before = Resident();
        for (var i = 0; i < 5000; i++)
            StepGuardTests.Train(model, optimizer, loss => guard.Step(loss));
        Assert.InRange(Resident(), 0, before * 1.03);
    }

    private static long Resident()
    {
        GC.Collect();
        using var process = System.Diagnostics.Process.GetCurrentProcess();
        return process.WorkingSet64;
    }

    private sealed class NoSink : IRecordSink
    {
        public void Write(StepRecord record) { }

        public void Dispose() { }
    }
}
