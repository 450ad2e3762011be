using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Ballast;

/// <summary>See <see cref="MirrorRule{TMap, T}"/>. The step size is the learning rate, or a Polyak step taken from the loss.</summary>
internal sealed class MirrorDescent(
    IEnumerable<ParamGroup> groups,
    MirrorMap map,
    double lr,
    double momentum,
    double dualClip,
    double weightDecay,
    PolyakStep? polyak
)
    : MomentumOptimizer(
        new(
            "MirrorDescent",
            map.Engines(),
            new("momentum", momentum, Below: 1),
            new("weight_decay", weightDecay),
            new("dual_clip", dualClip),
            new("parameter", map.Parameter),
            Hyperparameter.Switch("positive", map.Positive),
            new("last_step", 0)
        )
        {
            EngineOf = (_, options) => options["momentum"] == 0 ? 1 : 0,
            MayChangeEngine = true,
            ReferenceOf = parameter => Reference(map, parameter),
        },
        groups,
        lr
    ),
        ILossAware,
        IAroundStep
{
    private const double LeastScale = 1e-3,
        VectorScale = 0.3;
    private readonly MirrorMap _map = map;

    public double Loss { get; set; } = double.NaN;

    public void Before(FusedStep[] steps, ParameterTable? table, in StepOrder order)
    {
        if (polyak is null)
            return;
        if (Maximize)
            throw new InvalidOperationException(
                "A Polyak step measures how far the loss is above its least value, so it cannot maximize. Minimize the negative, "
                    + "or set a fixed learning rate."
            );
        if (double.IsNaN(Loss))
            throw new InvalidOperationException(
                "A Polyak step needs the loss: step through guard.Step(loss) or step(closure), or set Loss before step()."
            );
        var options = ((FusedGroup)_parameter_groups[0]).Fused;
        var (rate, last) = (options.LearningRate!.Value, options["last_step"]);
        var longest = Math.Min(polyak.Cap * rate, polyak.Growth * (last > 0 ? last : rate));
        var step = Math.Min(longest, Math.Max(0, Loss - polyak.Least) / (polyak.Softness * Gauged(steps, table, order)));
        if (double.IsNaN(step))
            step = longest; // no loss left and no gradient either
        if (step > 0)
            options["last_step"] = step; // a step of 0 must not hold back all that follow
        for (var group = 0; group < _parameter_groups.Count; group++)
        {
            var hyperparameters = Array.Find(steps, it => it.Group == group).Hyperparameters;
            if (hyperparameters is not null)
                hyperparameters[0] *= rate > 0 ? step / rate : 0;
        }
    }

    public void After(FusedStep[] steps)
    {
        if (!_map.Simplex)
            return;
        using var off = no_grad();
        using var scope = NewDisposeScope();
        foreach (var step in steps)
            if (TensorWay.HasGradient(step))
                step.State.Owner.div_(step.State.Owner.sum(-1, keepdim: true));
    }

    // the squared gradient in the local norm, over all parameters and before the guard scaled it: a clip must not lengthen the step
    private double Gauged(FusedStep[] steps, ParameterTable? table, in StepOrder order)
    {
        var total = 0.0;
        if (table is not null)
            Gauge(table, order);
        for (var i = 0; i < steps.Length; i++)
        {
            if (table is null ? !TensorWay.HasGradient(steps[i]) : !table.HasGradient(i))
                continue;
            var norm = table is null ? GaugeByTensors(steps[i]) : steps[i].GaugeNorm / order.Verdict.ScaleOf(i);
            total += norm * norm;
        }

        return total;
    }

    private static double Reference(MirrorMap map, Parameter parameter)
    {
        using var scope = NewDisposeScope();
        var weight = parameter.detach().to(ScalarType.Float64);
        if (map.Positive)
            CheckPositive(map, weight);
        if (map.Scale is { } scale)
            return scale;
        var rms = weight.norm().item<double>() / Math.Sqrt(Math.Max(1, weight.numel()));
        return Math.Max(rms, parameter.ndim < 2 && !map.Positive ? VectorScale : LeastScale); // biases start at 0 and have to get away
    }

    private static void CheckPositive(MirrorMap map, Tensor weight)
    {
        if (!(weight.min().item<double>() > 0))
            throw new ArgumentException(
                $"The map {map.Name} needs positive weights, and a parameter of shape [{string.Join(", ", weight.shape)}] has "
                    + "others: initialise it with softmax or exp, or choose another map."
            );
        if (map.Simplex && !(weight.sum(-1).Plus(-1).abs().max().item<double>() <= 1e-2))
            throw new ArgumentException(
                $"The map {map.Name} on the simplex needs rows that sum to 1, and a parameter of shape "
                    + $"[{string.Join(", ", weight.shape)}] has others: initialise it with softmax, or set simplex to false."
            );
    }
}
