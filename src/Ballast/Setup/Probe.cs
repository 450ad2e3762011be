using TorchSharp;
using static TorchSharp.torch;

namespace Ballast;

/// <summary>
/// One forward and backward pass in which every weighted module reports the root mean square of its outputs, call by call, and
/// of the gradients that come back to them. Leaves the model as it was: gradients, buffers and random state.
/// </summary>
internal sealed class Probe
{
    /// <summary>Loss of the probed batch, not finite if it was not.</summary>
    public double Loss { get; private set; }

    /// <summary>The modules that were called, in the order of their first call.</summary>
    public List<WeightedModule> Order { get; } = [];

    /// <summary>Root mean square of each call's output.</summary>
    public Dictionary<WeightedModule, double[]> Outputs { get; } = [];

    /// <summary>Root mean square of the gradient of each call's output.</summary>
    public Dictionary<WeightedModule, double[]> Gradients { get; } = [];

    /// <summary>Modules whose every input is data. However often they are called they are no loop: what grows from call to call is not theirs.</summary>
    public HashSet<WeightedModule> FedByData { get; } = [];

    /// <summary>The modules that are called more than once, on what came out of the network itself.</summary>
    public IEnumerable<WeightedModule> Loops => Order.Where(module => Outputs[module].Length > 1 && !FedByData.Contains(module));

    public static Probe Run(nn.Module model, WeightedModule[] modules, Func<Tensor> loss)
    {
        var probe = new Probe();
        using var scope = NewDisposeScope();
        var outputs = new Dictionary<WeightedModule, List<(Tensor Output, double Size)>>();
        using (var quiet = new Undisturbed(model))
        {
            var hooks = modules.Select(module => module.Module.register_forward_hook((_, input, output) =>
            {
                if (!outputs.TryGetValue(module, out var calls))
                {
                    outputs[module] = calls = [];
                    probe.Order.Add(module);
                    probe.FedByData.Add(module);
                }

                // one call decides: a recurrence may begin with a state of zeros, which needs no gradient either
                if (input.requires_grad) probe.FedByData.Remove(module);

                if (output.requires_grad) output.retain_grad();
                calls.Add((output, RootMeanSquare(output)));   // now: an activation in place may overwrite it
                return output.alias();                         // Sequential disposes what it is given, and the gradient is read later
            })).ToArray();
            try
            {
                using var value = loss();
                probe.Loss = LossValue.Read(value);
                if (double.IsFinite(probe.Loss)) value.backward();
                foreach (var module in probe.Order)
                {
                    probe.Outputs[module] = [.. outputs[module].Select(call => call.Size)];
                    probe.Gradients[module] = [.. outputs[module].Select(call => call.Output.grad is { } gradient ? RootMeanSquare(gradient) : 0)];
                }
            }
            finally
            {
                foreach (var hook in hooks) hook.remove();
            }
        }

        return probe;
    }

    /// <summary>In float64, since the squares of 1e20 are not finite in float32.</summary>
    public static double RootMeanSquare(Tensor values)
    {
        using var scope = NewDisposeScope();
        using var off = no_grad();
        return Math.Sqrt(values.detach().to(ScalarType.Float64).square().mean().cpu().item<double>());
    }
}
