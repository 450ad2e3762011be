using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace Ballast.Tests;

public sealed class MachineTestTests
{
    [Fact]
    public void Computations_are_right_on_the_machine_of_this_test()
    {
        var report = MachineTest.Ensure(recurrent: true, bfloat16: true);
        Assert.True(report.State is MachineState.Right or MachineState.Mended, report.Text);
        Assert.Same(report, MachineTest.Ensure());
        Assert.Contains(report, MachineTest.Reports);
    }

    [Fact]
    public void Nothing_of_the_callers_is_changed()
    {
        MachineTest.Test("cpu", recurrent: true, bfloat16: true); // whatever is made once is made
        for (var i = 0; i < 3; i++) // what earlier tests left is not to be let go of meanwhile: what holds others is finalized before them
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        var state = get_rng_state().bytes.ToArray();
        var (threads, tensors) = (get_num_threads(), Tensor.TotalCount);
        using (no_grad())
        {
            Assert.NotEqual(MachineState.Untested, MachineTest.Test("cpu", recurrent: true, bfloat16: true).State);
            Assert.False(is_grad_enabled());
        }

        using (inference_mode())
            Assert.NotEqual(MachineState.Untested, MachineTest.Test("cpu", recurrent: true, bfloat16: true).State);
        Assert.True(is_grad_enabled());
        Assert.Equal(threads, get_num_threads());
        set_num_threads(2);
        // with one of them, since it is over sooner than a busy machine wakes the other
        MachineTest.Test("cpu", recurrent: false, bfloat16: true);
        Assert.Equal(2, get_num_threads());
        set_num_threads(threads);
        Assert.Equal(ScalarType.Float32, get_default_dtype());
        Assert.InRange(Tensor.TotalCount, 0, tensors); // a static of another test may be let go of yet
        Assert.Equal(state, get_rng_state().bytes.ToArray());
    }

    [Fact]
    public void A_default_type_of_the_callers_does_not_matter()
    {
        set_default_dtype(ScalarType.Float64);
        try
        {
            Assert.Contains(
                MachineTest.Test("cpu", recurrent: true, bfloat16: true).State,
                new[] { MachineState.Right, MachineState.Mended }
            );
            Assert.Equal(ScalarType.Float64, get_default_dtype());
        }
        finally
        {
            set_default_dtype(ScalarType.Float32);
        }
    }

    [Fact]
    public void Several_threads_get_one_report()
    {
        var reports = new MachineReport[4];
        var threads = reports
            .Select((_, i) => new Thread(() => reports[i] = MachineTest.Ensure(recurrent: true, bfloat16: true)))
            .ToArray();
        foreach (var thread in threads)
            thread.Start();
        foreach (var thread in threads)
            thread.Join();
        Assert.All(reports, report => Assert.Same(reports[0], report));
    }

    [Fact]
    public void A_device_that_cannot_be_tested_stops_nobody()
    {
        if (cuda.is_available())
            return;
        var report = MachineTest.Test("cuda:7", recurrent: false, bfloat16: false);
        Assert.Equal(MachineState.Untested, report.State);
        Assert.NotEmpty(report.Cause);
        Assert.StartsWith("not tested on cuda:7: ", report.News, StringComparison.Ordinal);
    }

    [Fact]
    public void It_can_be_switched_off()
    {
        var before = MachineTest.Enabled;
        try
        {
            MachineTest.Enabled = false;
            var report = MachineTest.Ensure(new Device("cuda:99")); // of which nothing is known yet
            Assert.Equal((MachineState.Untested, null), (report.State, report.News));
            Assert.DoesNotContain(report, MachineTest.Reports);
        }
        finally
        {
            MachineTest.Enabled = before;
        }
    }

    [Fact]
    public void Accelerators_can_be_switched_and_all_is_right_without_them()
    {
        foreach (var accelerator in new[] { Accelerator.OneDnn, Accelerator.NnPack, Accelerator.CuDnn })
        {
            var before = accelerator.IsOn;
            Assert.NotNull(before);
            Assert.True(accelerator.Switch(on: false));
            Assert.False(accelerator.IsOn);
            Assert.All(MachineChecks.All, check => Assert.True(check.Agrees(it => it.Compute(it.Type, CPU), CPU), check.Name));
            Assert.True(accelerator.Switch(on: before.Value));
            Assert.Equal(before, accelerator.IsOn);
        }
    }

    [Fact]
    public void Sizes_that_oneDNN_read_rightly_are_let_be() => Assert.False(OneDnnCaches.Forget());

    [Fact]
    public void The_guard_tells_its_sinks()
    {
        using var model = nn.Linear(2, 1);
        using var sink = new Noting();
        using var guard = StepGuard.For(model, Ballast.Optimizers.SGD(model.parameters(), 0.1), GuardOptions.Auto with { Sinks = [sink] });
        using var loss = model.call(ones(4, 2)).mean();
        loss.backward();
        guard.Step(loss);
        Assert.Equal([("arithmetic", MachineTest.Ensure().Text)], sink.Facts);
    }

    private sealed class Noting : IRecordSink
    {
        public List<(string, string)> Facts { get; } = [];

        public void Note(string key, string value) => Facts.Add((key, value));

        public void Write(StepRecord record) { }

        public void Dispose() { }
    }
}
