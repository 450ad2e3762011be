using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn.functional;

namespace Ballast.Conventions.Tests;

/// <summary>Code of docs/diagnosis.md.</summary>
internal static class DiagnosisPage
{
    public static void Preflights(
        nn.Module<Tensor, Tensor> model,
        (Tensor X, Tensor Y)[] batches,
        optim.Optimizer optimizer
    )
    {
        var diagnosis = Preflight.Inspect(model, batches, batch => cross_entropy(model.call(batch.X), batch.Y), optimizer);
        foreach (var finding in diagnosis.Findings)
            Console.WriteLine(FindingText.Of(finding));
    }

    public static Diagnosis Follows(nn.Module<Tensor, Tensor> model, optim.Optimizer optimizer, Evidence before)
    {
        var recorder = new CourseRecorder { Planned = 1000 };
        using var guard = StepGuard.For(model, optimizer, GuardOptions.Auto with { Sinks = [recorder] });

        var now = Diagnosis.Of(new Evidence { Before = before.Before, Rehearsal = before.Rehearsal, Course = recorder.Read() });
        return now;
    }

    public static double[] Measures(nn.Module<Tensor, Tensor> model, Func<Tensor>[] losses, Tensor weight, Tensor input, Tensor state)
    {
        var noise = GradientNoise.Scale(model, losses, batch: 32);
        using var sharpness = new Sharpness(model);
        var largest = sharpness.Measure(losses[0]);
        var rank = Instruments.EffectiveRank(weight);
        var gain = Instruments.JacobianGain(x => model.call(x), input);
        var exponent = Instruments.Lyapunov(h => h.matmul(weight).tanh(), state);
        return [noise, largest, rank, gain, exponent];
    }

    public static BadOperation? Finds(nn.Module<Tensor, Tensor> model, Tensor x, Tensor y)
    {
        var bad = FirstBadOperation.Find(model, () => cross_entropy(model.call(x), y));
        return bad;
    }
}
