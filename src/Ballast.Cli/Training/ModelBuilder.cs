using static TorchSharp.torch;

namespace Ballast.Cli;

/// <summary>From the model section, the data and the loss to a model.</summary>
internal static class ModelBuilder
{
    /// <exception cref="UsageException">The model does not fit the data, or cannot be made.</exception>
    public static nn.Module<Tensor, Tensor> Build(ModelConfig config, ModelTask task)
    {
        var model = BuildWide(config, task);
        if (config.IsNarrow)
            ModelPrecision.UseBFloat16(model);
        return model;
    }

    private static nn.Module<Tensor, Tensor> BuildWide(ModelConfig config, ModelTask task)
    {
        if (task.Symbols is not null && config is { Layers: null, Own: null } && !ModelConfig.Sequential.Contains(config.Name))
            throw new UsageException(
                $"model {config.Name} computes with numbers, but the inputs {LayerException.Shape(task.InputShape)} are symbols. "
                    + $"Choose {string.Join(", ", ModelConfig.Sequential)}, or a list of layers that begins with an embedding."
            );
        try
        {
            return config switch
            {
                { Layers: { } layers } => LayerChain.Model(layers, task, config.Options.Init, config.Options.Seed),
                { Own: { } own } => Initialised(OwnModule.Create(own, task), config.Options),
                _ => Models.Create(config.Name, task.InputShape, task.Outputs, Options(config, task)),
            };
        }
        catch (LayerException fault)
        {
            throw new UsageException(fault.Message);
        }
        catch (Exception fault) when (fault is ArgumentException or System.Runtime.InteropServices.ExternalException)
        {
            throw new UsageException($"model: {fault.Message.Split('\n')[0]}");
        }
    }

    /// <summary>What a model of these data has to take and give.</summary>
    /// <exception cref="UsageException">The settings of the loss do not fit the targets.</exception>
    public static ModelTask Task(SampleFormat data, TrainingLoss loss)
    {
        var outputs = Outputs(loss, (int)data.Outputs);
        return new(data.InputShape, data.Classes > 0 ? [.. data.TargetShape, outputs] : [outputs], data.Symbols) { Padding = data.Padding };
    }

    private static long Outputs(TrainingLoss loss, int values)
    {
        try
        {
            return loss.Outputs(values);
        }
        catch (ArgumentException fault)
        {
            throw new UsageException($"loss: {fault.Message.Split(" (Parameter")[0]}");
        }
    }

    /// <summary>What a zoo model is told, by the config and by the data.</summary>
    public static ModelOptions Options(ModelConfig config, ModelTask task) =>
        config.Options with
        {
            Symbols = task.Symbols,
            Padding = task.Padding,
            Output = config.Options.Output ?? (task.OutputShape.Count > 1 ? "all" : null),
        };

    private static nn.Module<Tensor, Tensor> Initialised(nn.Module<Tensor, Tensor> model, ModelOptions options)
    {
        Dropouts.Seed(model, options.Seed);
        if (options.Init is not { } init)
            return model;
        using var weights = new Generator((ulong)options.Seed);
        init.Apply(model, weights);
        return model;
    }
}
