using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Ballast.Conventions.Tests;

/// <summary>Code of docs/rules, docs/optimizers, docs/models.md and docs/run-file.md.</summary>
internal static class Pages
{
    public static void ClipNorm()
    {
        var options = GuardOptions.Auto with { Rules = [Rules.ClipNorm(max: 1), Rules.Escalate()] };
        _ = options;
    }

    public static void ClipEach()
    {
        var options = GuardOptions.Auto with { Rules = [Rules.ClipEach(max: 1), Rules.Escalate()] };
        _ = options;
    }

    public static void LossSpike()
    {
        var options = GuardOptions.Auto with { Rules = [.. GuardOptions.Auto.Rules, Rules.LossSpike(threshold: 6)] };
        _ = options;
    }

    public static void AutoClip()
    {
        var options = GuardOptions.Auto with { Rules = [Rules.AutoClip(quantile: 0.5), Rules.Escalate()] };
        _ = options;
    }

    public static void ZClip()
    {
        var options = GuardOptions.Auto with { Rules = [Rules.ZClip(threshold: 2.5, memory: 0.97, after: 25), Rules.Escalate()] };
        _ = options;
    }

    public static void AdaGC()
    {
        var options = GuardOptions.Auto with { Rules = [Rules.AdaGC(factor: 1.05, memory: 0.98, after: 100, max: 1), Rules.Escalate()] };
        _ = options;
    }

    public static void ClipSpikes()
    {
        var options = GuardOptions.Auto with { Rules = [Rules.ClipSpikes(factor: 2, memory: 0.99, after: 20), Rules.Escalate()] };
        _ = options;
    }

    public static void Escalate()
    {
        var options = GuardOptions.Auto with { Rules = [Rules.ClipSpikes(), Rules.Escalate(after: 10)] };
        _ = options;
    }

    public static void UpdateCap()
    {
        var options = GuardOptions.Auto with { Caps = [Rules.UpdateCap(ratio: 0.003)], Horizon = 10_000 };
        _ = options;
    }

    public static void When()
    {
        var rule = Rules.When("loss-limit", reading => reading.Loss > 100
            ? Verdict.Skip($"loss {reading.Loss:g3} above 100")
            : Verdict.Proceed);
        var options = GuardOptions.Auto with { Rules = [rule, Rules.Escalate()] };
        _ = options;
    }

    public static void Sgd(nn.Module model)
    {
        using var optimizer = Optimizers.SGD(model.parameters(), lr: 0.05, momentum: 0.9, nesterov: true);
    }

    public static void Adam(nn.Module model)
    {
        using var optimizer = Optimizers.Adam(model.parameters(), lr: 1e-3, beta1: 0.9, beta2: 0.999);
    }

    public static void AdamW(nn.Module model)
    {
        using var optimizer = Optimizers.AdamW(
        [
            new ParamGroup { Parameters = model.parameters().Where(p => p.ndim >= 2) },
            new ParamGroup { Parameters = model.parameters().Where(p => p.ndim < 2), Options = new FusedOptions { ["weight_decay"] = 0 } },
        ], lr: 1e-3, weight_decay: 0.01);
    }

    public static void Schedule(optim.Optimizer optimizer)
    {
        var schedule = Schedules.Cosine(warmup: 100).Attach(optimizer, total: 10_000);
        schedule.step();                             // after every guard.Step, refused ones included
    }

    public static void LossSettings(Tensor labels)
    {
        var rare = Losses.CrossEntropy(weight: [1, 1, 20], label_smoothing: 0.1);
        var even = Losses.CrossEntropy(weight: ClassWeights.Balanced(labels, classes: 3));
        var text = Losses.CrossEntropy(ignore_index: -100);          // padding
        var robust = Losses.Huber(delta: 0.5);
        var uncertain = Losses.GaussianNll(eps: 1e-4);
        _ = (rare, text, robust, uncertain);
    }

    public static void Measure(nn.Module<Tensor, Tensor> model, TrainingLoss loss, Tensor x, Tensor y)
    {
        var result = Evaluation.On(model, loss, x, y, metrics: [Metrics.F1(), Metrics.TopK(3), Metrics.Confusion()]);
        foreach (var metric in result.Metrics) Console.WriteLine($"{metric.Name} {metric.Value:g4}");
    }

    public static void ScheduleByHand(optim.Optimizer optimizer)
    {
        var schedule = Schedules.Wsd(warmup: 0.05, decay: 0.2);
        var scheduler = schedule.Attach(optimizer, total: 10_000);
        for (var step = 0; step < 3; step++)
        {
            // ... guard.Backward(loss); var record = guard.Step(loss);
            schedule.Learn(1.0);                         // record.Loss: only reduce-on-plateau listens
            scheduler.step();                            // after every step, refused ones included
        }
    }

    public static void Zoo()
    {
        using var mlp = Models.Mlp([1, 28, 28], outputs: 10, new ModelOptions { Hidden = [256, 256], Activation = "gelu" });
        using var cnn = Models.Create("plain-cnn", [1, 28, 28], outputs: 10, new ModelOptions { Channels = [16, 32], Hidden = [128] });
        using var lstm = Models.Lstm([50, 2], outputs: 1, new ModelOptions { Width = 100, RecurrentInit = Initializations.Orthogonal() });
    }

    public static void Fitted(
        nn.Module<Tensor, Tensor> model,
        Tensor x,
        Tensor y,
        Generator generator,
        TrainingLoss loss,
        optim.Optimizer optimizer
    )
    {
        var missed = Initialize.Lsuv(model, x, generator);        // layers whose output does not vary
        var done = Initialize.Auto(model, x, y, loss, optimizer); // says what it found and did
        _ = (missed, done);
    }

    public static void Reparametrised(nn.Module model)
    {
        using var layer = Reparametrizations.SpectralNorm(nn.Linear(64, 64)); // takes the parameters over
        var plain = Reparametrizations.Effective(model);                      // weights as plain layers would have them
        _ = plain;
    }

    public static void OwnModel(nn.Module model)
    {
        using var generator = new Generator(1);
        Initializations.He(gain: 1).Apply(model, generator);
    }

    public static void WriteRun(nn.Module model, optim.Optimizer optimizer)
    {
        using var guard = StepGuard.For(model, optimizer, GuardOptions.Auto with { Sinks = [Sinks.RunFile("runs/mine")] });
    }

    public static void ReadRun()
    {
        using var run = RunFile.Open("runs/mine");
        Console.WriteLine(run.Info()["status"]);
        foreach (var step in run.Steps().Where(step => step.Intervened))
            Console.WriteLine($"{step.Step}: loss {step.Loss}, {step.Verdict} {step.Reason}");

        var names = run.Parameters();
        foreach (var step in run.Steps(statistics: true))
            for (var i = 0; i < step.Parameters.GradientNorms.Count; i++)
                Console.WriteLine($"{step.Step} {names[i].Name} {step.Parameters.GradientNorms[i]}");
    }
}
