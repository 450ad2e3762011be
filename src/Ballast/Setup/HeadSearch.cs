using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Ballast;

/// <summary>
/// The layers whose outputs go to the loss and through no other layer: one as a rule, several where a network has several heads.
/// One pass finds them: the gradient of a weighted sum over all layers' outputs is at a head its own weight, to the last bit.
/// </summary>
internal static class HeadSearch
{
    /// <summary>Those of a model, in the order in which they are called.</summary>
    /// <param name="model">Left as it was.</param>
    /// <param name="called">The modules to choose from, as a pass showed them.</param>
    /// <param name="pass">Runs the model forward.</param>
    public static IReadOnlyList<WeightedModule> Of(nn.Module model, IEnumerable<WeightedModule> called, Action pass)
    {
        using var scope = NewDisposeScope();
        using var quiet = new Undisturbed(model);
        List<(WeightedModule Module, Tensor Output)> heard = [];
        List<Action> removals = [];
        foreach (var module in called)
        {
            var hook = module.Module.register_forward_hook(
                (_, _, output) =>
                {
                    if (output.requires_grad)
                    {
                        output.retain_grad();
                        heard.Add((module, output));
                    }

                    return output.alias();
                }
            );
            removals.Add(hook.remove);
        }

        try
        {
            pass();
        }
        finally
        {
            foreach (var remove in removals)
                remove();
        }

        if (heard.Count == 0)
            return [];
        (WeightedModule Module, Tensor Output, Tensor Weight)[] weighted =
        [
            .. heard.Select(call => (call.Module, call.Output, rand_like(call.Output))),
        ];
        stack([.. weighted.Select(call => call.Output.mul(call.Weight).sum())]).sum().backward();
        return
        [
            .. weighted
                .Where(call => call.Module.Module is Linear && call.Output.grad is not null && call.Output.grad.Equals(call.Weight))
                .Select(call => call.Module),
        ];
    }
}
