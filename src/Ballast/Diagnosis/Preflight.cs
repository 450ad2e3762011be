using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Ballast;

/// <summary>
/// Looks at a model before its first step: a forward and backward pass of one batch and, where the optimizer is given, eight plain steps
/// that are taken back. Everything stays as it was, to the bit.
/// </summary>
public static class Preflight
{
    private const int Looked = 12,
        RehearsedSteps = 8;

    /// <summary>Looks at a model and says what is wrong with it.</summary>
    /// <param name="model">The model.</param>
    /// <param name="batches">A few batches of the training data, of which twelve are looked at; (inputs, targets) say more than
    /// others.</param>
    /// <param name="lossOf">The loss of one batch: runs the model through <c>call()</c>, so that hooks fire.</param>
    /// <param name="optimizer">What will train it; null for no rehearsal.</param>
    public static Diagnosis Inspect<TBatch>(
        nn.Module model,
        IEnumerable<TBatch> batches,
        Func<TBatch, Tensor> lossOf,
        optim.Optimizer? optimizer = null
    ) => Diagnosis.Of(Look(model, batches, lossOf, optimizer));

    /// <summary>The same for inputs and targets with a loss of Ballast's, of which the best constant answer is known.</summary>
    public static Diagnosis Inspect(
        nn.Module<Tensor, Tensor> model,
        IEnumerable<(Tensor X, Tensor Y)> batches,
        TrainingLoss loss,
        optim.Optimizer? optimizer = null
    )
    {
        ArgumentNullException.ThrowIfNull(loss);
        return Diagnosis.Of(Look(model, batches, LossOf, optimizer, loss));

        Tensor LossOf((Tensor X, Tensor Y) batch)
        {
            using var kept = new KeptTensors(batch.X, batch.Y);
            var output = model.call(batch.X);
            return loss.forward(output, batch.Y);
        }
    }

    /// <summary>What symptoms are looked for by.</summary>
    public static Evidence Look<TBatch>(
        nn.Module model,
        IEnumerable<TBatch> batches,
        Func<TBatch, Tensor> lossOf,
        optim.Optimizer? optimizer = null
    ) => Look(model, batches, lossOf, optimizer, null);

    internal static Evidence Look<TBatch>(
        nn.Module model,
        IEnumerable<TBatch> batches,
        Func<TBatch, Tensor> lossOf,
        optim.Optimizer? optimizer,
        TrainingLoss? loss,
        bool rehearses = true
    )
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(batches);
        ArgumentNullException.ThrowIfNull(lossOf);
        using var kept = new KeptTensors();
        using var scope = NewDisposeScope();
        TBatch[] some = [.. batches.Take(Looked)];
        if (some.Length == 0)
            throw new ArgumentException("There is no batch to look at.", nameof(batches));
        var targets = some.Select(TargetOf).ToArray();
        var all = targets.All(it => it is not null && it.ndim == targets[0]!.ndim) ? cat([.. targets.Select(it => it!)]) : targets[0];
        var setting = new TrainingSetting
        {
            Optimizer = optimizer?.GetType().Name ?? "",
            Rate = optimizer?.ParamGroups.Max(group => group.LearningRate) ?? double.NaN,
            Decay = optimizer is null ? 0 : WeightDecay.Of(optimizer),
            Loss = loss?.Name ?? "",
        };
        ModelReading reading;
        using (var probe = new ModelProbe(model))
            reading = probe.Read(() => lossOf(some[0]), targets[0], all, setting, Trivial(loss, targets[0], all, model, some[0]));
        return new()
        {
            Before = reading with { TargetBatches = targets.Count(it => it is not null), EmptyBatches = targets.Count(IsEmpty) },
            Rehearsal = !rehearses || optimizer is null || !OptimizerCopy.Can(optimizer) ? null : Rehearse(model, optimizer, some, lossOf),
        };
    }

    /// <summary>The targets of a batch that is a pair of tensors, or the like.</summary>
    private static Tensor? TargetOf<TBatch>(TBatch batch) =>
        batch is System.Runtime.CompilerServices.ITuple { Length: 2 } pair ? pair[1] as Tensor : null;

    // what cross-entropy leaves out by default, of Ballast's losses and of TorchSharp's
    private static bool IsEmpty(Tensor? target)
    {
        if (target is null)
            return false;
        if (target.numel() == 0)
            return true;
        using var scope = NewDisposeScope();
        return target.dtype == ScalarType.Int64 && target.Is(-100).all().cpu().item<bool>();
    }

    private static double Trivial<TBatch>(TrainingLoss? loss, Tensor? target, Tensor? all, nn.Module model, TBatch batch)
    {
        if (
            loss is null
            || all is null
            || model is not nn.Module<Tensor, Tensor> net
            || (batch as System.Runtime.CompilerServices.ITuple)?[0] is not Tensor x
        )
            return double.NaN;
        using var scope = NewDisposeScope();
        using var off = no_grad();
        using var quiet = new Undisturbed(model);
        var shape = net.call(x).shape;
        var truth = all.cpu();
        return loss.Constant(truth, shape.Length == 1 ? 1 : shape[^1]) is { } constant
            ? loss.forward(constant.to(ScalarType.Float32).expand([truth.shape[0], .. shape.Skip(1)]), truth).item<float>()
            : double.NaN;
    }

    private static CourseReading Rehearse<TBatch>(nn.Module model, optim.Optimizer optimizer, TBatch[] batches, Func<TBatch, Tensor> lossOf)
    {
        using var quiet = new Undisturbed(model);
        using var present = new Snapshot(new Trained(model, [.. optimizer.parameters().Cast<Parameter>()], optimizer));
        present.Take();
        var sample = new WeightSample(model);
        List<double> losses = [],
            norms = [];
        var broken = -1L;
        try
        {
            for (var step = 0; step < RehearsedSteps && broken < 0; step++)
            {
                using var scope = NewDisposeScope();
                using var on = enable_grad();
                optimizer.zero_grad();
                using var loss = Loss(step); // of the same batch, so that a rise is the step's doing
                losses.Add(loss is null ? double.NaN : LossValue.Read(loss));
                if (loss is null)
                {
                    norms.Add(double.NaN);
                    broken = step;
                    break;
                }

                if (optimizer is ILossAware aware)
                    aware.Loss = losses[^1];
                if (loss.requires_grad)
                    loss.backward();
                norms.Add(Norm(optimizer));
                if (!double.IsFinite(losses[^1]) || !double.IsFinite(norms[^1]))
                    broken = step;
                else
                    optimizer.step();
            }

            var (movement, growth) = sample.Since();
            return new()
            {
                Losses = losses,
                GradientNorms = norms,
                BrokenSince = broken < 0 ? null : broken,
                BrokenByGradient = broken >= 0 && double.IsFinite(losses[^1]),
                Movement = movement,
                Growth = growth,
            };
        }
        finally
        {
            present.Restore(options: true, random: false); // which is put back last, with the gradients
        }

        // weights that the steps before have broken may make any operation throw
        Tensor? Loss(int step)
        {
#pragma warning disable CA1031
            try
            {
                return lossOf(batches[0]);
            }
            catch (Exception) when (step > 0)
            {
                return null;
            }
#pragma warning restore CA1031
        }
    }

    private static double Norm(optim.Optimizer optimizer)
    {
        var squares = 0.0;
        foreach (var parameter in optimizer.parameters())
            if (parameter.grad is { IsInvalid: false } gradient)
                squares += SignalMeter.Read(gradient) is { IsFinite: true } it ? it.Rms * it.Rms * it.Count : double.NaN;
        return Math.Sqrt(squares);
    }
}
