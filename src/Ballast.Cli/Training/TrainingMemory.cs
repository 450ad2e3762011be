using System.Globalization;
using static TorchSharp.torch;

namespace Ballast.Cli;

/// <summary>
/// What a training will need at the least, before it is asked for: weights, gradients, the optimizer's state, and what a batch leaves in
/// the layers for the backward pass. A system that runs out of memory kills; this refuses.
/// </summary>
internal static class TrainingMemory
{
    private const double Value = sizeof(float);
    private const int Probed = 2; // samples; fewer have no batch statistics

    /// <summary>Of a zoo model, by its options, before it is built; of others nothing is known then.</summary>
    /// <exception cref="UsageException">There is not so much.</exception>
    public static void CheckPlanned(TrainConfig config, ModelTask task)
    {
        if (config.Model is { Layers: null, Own: null })
            Require(
                config,
                ModelSize.Of(config.Model.Name, task.InputShape, task.Outputs, ModelBuilder.Options(config.Model, task)),
                built: 0
            );
    }

    /// <summary>Of a model that stands, by what two samples leave in its layers.</summary>
    /// <param name="config">The training.</param>
    /// <param name="model">The model.</param>
    /// <param name="x">A batch as it will be trained on.</param>
    /// <exception cref="UsageException">There is not so much.</exception>
    public static void CheckBuilt(TrainConfig config, nn.Module<Tensor, Tensor> model, Tensor x)
    {
        var parameters = model.parameters().Sum(p => (double)p.numel());
        Require(config, new(parameters, x.shape[0] > Probed ? Values(model, x.narrow(0, 0, Probed)) / Probed : 0), built: parameters);
    }

    private static void Require(TrainConfig config, ModelSize size, double built)
    {
        var (weights, state, batch) = (
            Value * size.Parameters,
            Value * size.Parameters * config.Optimizer.StateValues,
            Value * size.Values * config.Data.Batch
        );
        if (config.Train.Device != "cpu")
            (state, batch) = (0, 0); // those will lie there
        if (HostMemory.Lack((2 * weights) + state + batch - (Value * built)) is not { } lack)
            return;
        throw new UsageException(
            string.Create(
                CultureInfo.InvariantCulture,
                $"model {config.Model.Name} has {size.Parameters:#,0} parameters, and a training of it needs {lack}: weights "
                    + $"{HostMemory.Words(weights)}, gradients {HostMemory.Words(weights)}, the state of {config.Optimizer.Name} "
                    + $"{HostMemory.Words(state)}, a batch of {config.Data.Batch:#,0} {HostMemory.Words(batch)}. "
            ) + $"Make {(batch > weights ? "data.batch or the inputs smaller, or the model narrower" : "the model narrower")}."
        );
    }

    // what every layer gives that holds no others
    private static double Values(nn.Module<Tensor, Tensor> model, Tensor x)
    {
        using var scope = NewDisposeScope();
        using var off = no_grad();
        using var quiet = new Undisturbed(model);
        var values = 0.0;
        var hooks = model
            .modules()
            .OfType<nn.Module<Tensor, Tensor>>()
            .Where(module => !module.children().Any())
            .Select(module =>
                module.register_forward_hook(
                    (_, _, output) =>
                    {
                        values += output?.numel() ?? 0;
                        return output!;
                    }
                )
            )
            .ToArray();
        try
        {
            model.call(x);
        }
#pragma warning disable CA1031 // a model that cannot take this batch is refused with a better message where it is checked
        catch (Exception)
        {
            return 0;
        }
#pragma warning restore CA1031
        finally
        {
            foreach (var hook in hooks)
                hook.remove();
        }

        return values;
    }
}
