using System.Diagnostics;
using Ballast;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn.functional;

#pragma warning disable BAL001 // what it marks is what is measured

namespace Temporaries;

/// <summary>The same short training again and again: how many throw, and how many end with other weights.</summary>
internal static class Trainings
{
    private const int Steps = 500;

    public static void Run(bool busy, bool held, bool guarded, double seconds)
    {
        var stop = false;
        var other = new Thread(() =>
        {
            while (!Volatile.Read(ref stop))
                Work();
        });
        if (busy)
            other.Start();
        var (ends, faults, trainings) = (new Dictionary<string, int>(), new Dictionary<string, int>(), 0);
        var before = GC.CollectionCount(0);
        for (var since = Stopwatch.StartNew(); since.Elapsed.TotalSeconds < seconds; trainings++)
        {
            try
            {
                var end = Train(held, guarded);
                ends[end] = ends.GetValueOrDefault(end) + 1;
            }
            catch (Exception fault)
            {
                var said = fault.GetBaseException().Message.Split('\n', '(')[0].Trim();
                faults[said] = faults.GetValueOrDefault(said) + 1;
            }
        }

        Volatile.Write(ref stop, true);
        if (busy)
            other.Join();
        Console.WriteLine(
            $"{trainings} trainings of {Steps} steps, {GC.CollectionCount(0) - before} collections: {faults.Values.Sum()} threw, "
                + $"{ends.Values.Sum() - ends.Values.DefaultIfEmpty().Max()} ended with other weights"
        );
        foreach (var (said, times) in faults)
            Console.WriteLine($"  {times} x {said}");
    }

    // what a program does beside its training, such as reading or writing text: lines that are soon forgotten
    private static void Work()
    {
        var lines = new List<string>();
        for (var line = 0; line < 2_000; line++)
            lines.Add($"{line}: {line * 0.5:g6}");
        GC.KeepAlive(lines);
    }

    private static string Train(bool held, bool guarded)
    {
        random.manual_seed(1);
        using var whole = NewDisposeScope();
        using var model = nn.Sequential(("in", nn.Linear(2, 32)), ("relu", nn.ReLU()), ("out", nn.Linear(32, 2)));
        var (x, y) = (randn(512, 2), randint(0, 2, 512));
        using optim.Optimizer optimizer = held ? Optimizers.AdamW(model.parameters(), lr: 1e-3) : optim.AdamW(model.parameters(), 1e-3);
        using var guard = StepGuard.For(model, optimizer);
        for (var step = 0; step < Steps; step++)
        {
            using var scope = NewDisposeScope();
            optimizer.zero_grad();
            var (input, target) = (x.narrow(0, step % 8 * 64, 64), y.narrow(0, step % 8 * 64, 64));
            var loss = held ? Held(model, input, target) : Plain(model, input, target);
            loss.backward();
            if (guarded)
                guard.Step(loss);
            else
                optimizer.step();
        }

        return string.Join(' ', model.parameters().Select(parameter => Convert.ToHexString(parameter.bytes)));
    }

    private static Tensor Plain(nn.Module<Tensor, Tensor> model, Tensor input, Tensor target)
    {
        var output = model.call((input - 0.1) / 2);
        return cross_entropy(output, target) + output.square().mean() * 0.01;
    }

    private static Tensor Held(nn.Module<Tensor, Tensor> model, Tensor input, Tensor target)
    {
        var output = model.call((input - 0.1.Held()) / 2.Held());
        return cross_entropy(output, target).add(output.pow(2.Held()).mean() * 0.01.Held(), alpha: 1.Held());
    }
}
