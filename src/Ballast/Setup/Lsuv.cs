using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Ballast;

/// <summary>
/// Layer-sequential unit variance: orthonormal weights, then layer by layer in the order of the forward pass each weight is divided by the
/// standard deviation of the layer's output on one batch, until that is 1 (Mishkin, Matas 2016, "All you need is a good init",
/// arXiv:1511.06422). A module that is called several times is judged by its first call.
/// </summary>
internal sealed class Lsuv(nn.Module model, Action forward, double tolerance)
{
    private const int MostTries = 10;

    /// <summary>Does it; how many layers there were, and how many of them have not come within the tolerance.</summary>
    public (int Layers, int Missed) Run(Generator generator)
    {
        using var quiet = new Undisturbed(model);
        using var off = no_grad();
        Initializations.Orthogonal().Apply(model, generator);
        var modules = WeightedModule.Of(model).Where(it => !it.IsLookup).ToDictionary(it => it.Module);
        List<WeightedModule> called = [];
        Pass(modules.Values, (it, _) => called.Add(it));
        return (called.Count, called.Count(it => !IsSettled(it)));
    }

    private bool IsSettled(WeightedModule layer)
    {
        for (var tries = 0; tries < MostTries; tries++)
        {
            var deviation = double.NaN;
            Pass([layer], (_, output) => deviation = output.to(ScalarType.Float64).std().item<double>());
            if (Math.Abs(deviation - 1) <= tolerance)
                return true;
            if (!double.IsFinite(deviation) || deviation == 0)
                return false; // nothing passes, or what does is beyond numbers
            layer.Weight.Shrink(deviation);
        }

        return false;
    }

    // one forward pass; each module is shown once
    private void Pass(IEnumerable<WeightedModule> modules, Action<WeightedModule, Tensor> see)
    {
        using var scope = NewDisposeScope();
        HashSet<WeightedModule> seen = [];
        var hooks = modules
            .Select(it =>
                it.Module.register_forward_hook(
                    (_, _, output) =>
                    {
                        if (seen.Add(it))
                            see(it, output);
                        return output;
                    }
                )
            )
            .ToList();
        try
        {
            forward();
        }
        finally
        {
            hooks.ForEach(hook => hook.remove());
        }
    }
}
