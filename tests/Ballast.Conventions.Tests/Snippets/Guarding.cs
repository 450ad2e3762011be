using Ballast.Testing;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn.functional;

namespace Ballast.Conventions.Tests;

/// <summary>Code of docs/guard.md.</summary>
internal static class Guarding
{
    public static GuardOptions Auto() =>
        new GuardOptions
        {
            Rules = [Rules.ClipSpikes(factor: 3, memory: 0.95, after: 5), Rules.Escalate(after: 40, to: VerdictKind.Halt)],
            Caps = [Rules.UpdateCap(ratio: 0.012)],
            ControlLossRange = true,
            RestoreBuffers = true,
            RetreatOutputs = true,
            Repair = true,
        };

    public static GuardOptions Compose()
    {
        var mine = GuardOptions.Auto;
        mine = mine with
        {
            Rules = [.. mine.Rules, Rules.ClipNorm(max: 1)],
            Caps = [],                               // no update cap: one pass less over the weights
        };
        return mine;
    }

    public static void Observe(nn.Module<Tensor, Tensor> model, optim.Optimizer optimizer)
    {
        using var watching = StepGuard.For(model, optimizer, GuardOptions.ObserveOnly);
        using var bare = StepGuard.For(model, optimizer, GuardOptions.Off);
    }

    public static void Accumulate(
        nn.Module<Tensor, Tensor> model, optim.Optimizer optimizer, StepGuard guard, IEnumerable<(Tensor x, Tensor y)[]> groups)
    {
        foreach (var parts in groups)
        {
            using var scope = NewDisposeScope();
            optimizer.zero_grad();
            var total = zeros(1);
            foreach (var (x, y) in parts)
            {
                var loss = cross_entropy(model.call(x), y) / parts.Length.Held();
                guard.Backward(loss);                // every part through the guard, or none
                total = total.add(loss.detach(), alpha: 1.Held());
            }

            guard.Step(total);
        }
    }

    public static void Checkpoint(StepGuard guard, StepGuard sameAgain)
    {
        using var file = new MemoryStream();
        guard.Save(file);                            // beside the model's and the optimizer's own state

        file.Position = 0;
        sameAgain.Load(file);                        // a guard of the same options over the same model
    }

    public static void KeepRecords(StepGuard guard, Tensor loss, List<StepRecord> history)
    {
        StepRecord step = guard.Step(loss);
        Console.WriteLine(step.GradientNorm);        // plain numbers stay
        history.Add(step.Keep());                    // Reading and Updates are the guard's buffers: keep a copy
    }

    public static void Notices(StepGuard guard, Tensor loss)
    {
        foreach (var notice in guard.Step(loss).Notices) Console.WriteLine(notice);
    }

    public static void Faults()
    {
        using var model = new ExplodingNet(seed: 1, gain: 1);
        using var optimizer = Optimizers.SGD(model.parameters(), lr: 0.01);
        using var sink = new CollectingSink();
        using var guard = StepGuard.For(model, optimizer, GuardOptions.Auto with { Sinks = [sink] });
        var faults = new FaultInjector(model, new Fault(FaultKind.NaN, Step: 3));
        for (var i = 0; i < 5; i++)
        {
            using var scope = NewDisposeScope();
            optimizer.zero_grad();
            var loss = model.Loss();
            loss.backward();
            faults.Inject();                         // between the backward pass and the step
            guard.Step(loss);
        }

        Console.WriteLine(sink.Records[3].Verdict);  // Skip: gradient not finite: first in layers.linear1.weight (1 of 320 values)
    }
}
