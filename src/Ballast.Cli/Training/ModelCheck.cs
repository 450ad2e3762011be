using static TorchSharp.torch;

namespace Ballast.Cli;

/// <summary>
/// One batch through model and loss before anything starts: what does not fit is an error here, not in the middle of a training.
/// </summary>
internal static class ModelCheck
{
    /// <exception cref="UsageException">The model cannot take the batch, or the loss cannot take what it gives.</exception>
    public static ModelProfile Run(
        string name,
        nn.Module<Tensor, Tensor> model,
        TrainingLoss loss,
        (Tensor x, Tensor y) batch,
        ModelTask task
    )
    {
        using var scope = NewDisposeScope();
        string[] arriving = [LayerException.Shape(batch.x.shape), LayerException.Shape(batch.y.shape)];
        var (profile, output) = Forwarded(name, model, batch.x, arriving[0]);
        var wanted = LayerException.Shape([batch.x.shape[0], .. task.OutputShape]);
        try
        {
            using var value = loss.forward(output, batch.y);
            return profile with { Loss = value.item<float>() };
        }
        catch (Exception fault) when (fault is ArgumentException or System.Runtime.InteropServices.ExternalException)
        {
            throw new UsageException(
                $"model {name} gives {LayerException.Shape(output.shape)} for a batch {arriving[0]}, but {loss.Name} with targets "
                    + $"{arriving[1]} needs {wanted}. "
                    + $"Change the last layer or the loss. ({fault.Message.Split('\n')[0]})"
            );
        }
    }

    /// <summary>
    /// Forwards a batch of a module of the user's own as training does, with gradients, which its <see cref="OwnModuleWatch"/> looks at.
    /// </summary>
    /// <exception cref="UsageException">No gradient leads back from its outputs, or it throws.</exception>
    public static void Gradients(string name, nn.Module<Tensor, Tensor> model, Tensor x)
    {
        using var scope = NewDisposeScope();
        using var quiet = new Undisturbed(model);
        try
        {
            model.call(x);
        }
#pragma warning disable CA1031 // whatever a module of the user's throws, it is the module that does not fit
        catch (Exception fault)
        {
            throw new UsageException(
                fault.GetBaseException() is OwnModuleException own
                    ? own.Message
                    : $"model {name} cannot take a batch {LayerException.Shape(x.shape)}: {BadInput.FirstLine(fault)} Correct it."
            );
        }
#pragma warning restore CA1031
    }

    /// <summary>Shows the loss every target there is, so that none is refused in the middle of a training.</summary>
    /// <exception cref="UsageException">The loss cannot learn from one of them.</exception>
    public static void Targets(TrainingLoss loss, Dataset data, ModelTask task)
    {
        foreach (
            var (name, part) in (ReadOnlySpan<(string, Samples?)>)
                [("training", data.Train), ("validation", data.Validation), ("test", data.Test)]
        )
        {
            if (part is null)
                continue;
            using var scope = NewDisposeScope();
            try
            {
                loss.Answer(zeros(1).expand([part.Count, .. task.OutputShape]), part.Y);
            }
            catch (ArgumentException fault)
            {
                throw new UsageException(
                    Placed(loss, data, part, task)
                        ?? $"{data.Name}, all {name} samples as one batch: {fault.Message.Split(" (Parameter")[0]}"
                );
            }
        }
    }

    // the complaint of the first sample that the loss refuses alone, with its place in the file
    private static string? Placed(TrainingLoss loss, Dataset data, Samples part, ModelTask task)
    {
        for (var i = 0L; i < part.Count; i++)
        {
            using var scope = NewDisposeScope();
            try
            {
                loss.Answer(zeros(1).expand([1, .. task.OutputShape]), part.Y.narrow(0, i, 1));
            }
            catch (ArgumentException fault)
            {
                return data.PlaceOf(part, i) is { } place
                    ? $"{place}: {fault.Message.Split(" (Parameter")[0].Replace(" in row 0 of the batch", "", StringComparison.Ordinal)}"
                    : null;
            }
        }

        return null;
    }

    /// <summary>A batch of one row has no variance, so that batch norm would make its running statistics NaN in the first step.</summary>
    /// <exception cref="UsageException">The model has such a layer.</exception>
    public static void SingleRows(string name, nn.Module<Tensor, Tensor> model, Tensor row, Device device)
    {
        using var there = row.to(device);
        if (Ballast.SingleRows.PoisonedBy(model, there) is { } fault)
            throw new UsageException(
                $"data.batch is 1, but batch norm in model {name} needs at least two rows: the variance of one row is 0/0, and "
                    + $"{fault.Name} would be NaN after the first step. "
                    + "Choose data.batch: 2 or more, or a layer norm or group norm in its place."
            );
    }

    private static (ModelProfile, Tensor) Forwarded(string name, nn.Module<Tensor, Tensor> model, Tensor x, string arriving)
    {
        try
        {
            return ModelProfile.Of(model, x);
        }
#pragma warning disable CA1031 // whatever a module of the user's throws, it is the module that does not fit
        catch (Exception fault)
        {
            if (fault.GetBaseException() is OwnModuleException own)
                throw new UsageException(own.Message);
            throw new UsageException(
                $"model {name} cannot take a batch {arriving}: {fault.Message.Split('\n')[0]} "
                    + "Change its layers, or give it data of another shape."
            );
        }
#pragma warning restore CA1031
    }
}
