using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn.functional;

namespace Ballast.Conventions.Tests;

/// <summary>The code of docs/cookbook.md and docs/from-pytorch.md.</summary>
internal static class CookbookPage
{
    public static float Physics()
    {
        random.manual_seed(1);
        using var model = nn.Sequential(
            ("in", nn.Linear(1, 32)), ("a", nn.Tanh()), ("b", nn.Linear(32, 32)), ("c", nn.Tanh()), ("out", nn.Linear(32, 1)));
        using var optimizer = Optimizers.Adam(model.parameters(), lr: 0.005);
        var left = 0f;
        // u'' = -u with u(0) = 0 and u'(0) = 1: the sine
        using var guard = StepGuard.For(model, optimizer, GuardOptions.Auto with { Horizon = 1500 });
        for (var step = 0; step < 1500; step++)
        {
            using var scope = NewDisposeScope();
            optimizer.zero_grad();
            var t = rand(64, 1).mul(6.Held()).requires_grad_();
            var u = model.call(t);
            var du = autograd.grad([u.sum()], [t], retain_graph: true, create_graph: true)[0];
            var d2u = autograd.grad([du.sum()], [t], retain_graph: true, create_graph: true)[0];
            var start = zeros(1, 1).requires_grad_();
            var at0 = model.call(start);
            var slope = autograd.grad([at0.sum()], [start], retain_graph: true, create_graph: true)[0];
            var loss = d2u.add(u, 1.Held()).pow(2.Held()).mean()
                .add(at0.pow(2.Held()).mean().mul(10.Held()), 1.Held())
                .add(slope.sub(1.Held()).pow(2.Held()).mean().mul(10.Held()), 1.Held());
            loss.backward();
            guard.Step(loss);
            left = loss.item<float>();
        }
        return left;
    }

    public static double FineTune(nn.Module<Tensor, Tensor> model, string file)
    {
        var loaded = WeightFiles.Load(file, model);
        foreach (var (name, parameter) in model.named_parameters())
            parameter.requires_grad_(!loaded.Loaded.Contains(name));   // what was loaded stays as it is
        using var optimizer = Optimizers.AdamW(model.parameters().Where(it => it.requires_grad), lr: 1e-3);
        using var guard = StepGuard.For(model, optimizer);             // passes over what is frozen
        return guard.Parameters.Count;
    }

    public static TrainingSummary Lightning(Dataset data, Batches batches)
    {
        using var model = Models.Mlp(data.InputShape, data.Classes, new ModelOptions { Hidden = [64], Seed = 1 });
        using var optimizer = Optimizers.AdamW(model.parameters(), lr: 1e-3);
        var loss = Losses.CrossEntropy();
        var trainer = new Trainer
        {
            Model = model,
            Optimizer = optimizer,
            Loss = loss,
            Schedule = Schedules.Cosine(warmup: 100),
            Accumulate = 2,
            EarlyStopping = new EarlyStopping(patience: 3),
            Guard = GuardOptions.Auto with { Sinks = [Sinks.RunFile("runs/mine")] },
        };
        return trainer.Fit(batches, () => Evaluation.On(model, loss, data.TestX, data.TestY), epochs: 2);
    }

    public static float Plain(nn.Module<Tensor, Tensor> model, Tensor x, Tensor y)
    {
        using var optimizer = Optimizers.AdamW(model.parameters(), lr: 1e-3);
        using var guard = StepGuard.For(model, optimizer, GuardOptions.Auto with { Rules = [Rules.ClipNorm(max: 1)] });
        optimizer.zero_grad();
        var loss = mse_loss(model.call(x), y);
        loss.backward();
        guard.Step(loss);                                              // clips, judges, steps
        return loss.item<float>();
    }
}
