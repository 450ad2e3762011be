using TorchSharp;
using static TorchSharp.torch;

namespace Ballast.Cli;

/// <summary>
/// Looks at what a module of the user's own gives back, batch by batch, so that what is wrong is said of the module and not of what chokes
/// on it.
/// </summary>
internal static class OwnModuleWatch
{
    private static readonly ScalarType[] Numbers = [ScalarType.Float32, ScalarType.Float64, ScalarType.Float16, ScalarType.BFloat16];

    /// <summary>From now on, at every call.</summary>
    public static void Over(nn.Module<Tensor, Tensor> module, string type, ModelTask task)
    {
        var first = true;
        module.register_forward_hook(
            (_, input, output) =>
            {
                // how the first output fits is for the model check to say, which knows the loss too
                if (Fault(module, input, output, first ? null : task) is { } fault)
                    throw new OwnModuleException($"model {type} {fault}");
                first = false;
                return output;
            }
        );
    }

    private static string? Fault(nn.Module module, Tensor input, Tensor? output, ModelTask? task)
    {
        if (output is null)
            return "returned null instead of a tensor. Return the outputs of the batch.";
        if (output.IsInvalid)
            return "returned a tensor that it had disposed of. Return one that is alive.";
        if (!Numbers.Contains(output.dtype))
            return $"returned numbers of the type {output.dtype}, but outputs have to be "
                + "floating-point. Convert them, or return the scores before any argmax.";
        if (task is not null && !output.shape.AsSpan().SequenceEqual([input.shape[0], .. task.OutputShape]))
            return $"returned {LayerException.Shape(output.shape)} for a batch {LayerException.Shape(input.shape)}, where it has to be "
                + $"{LayerException.Shape([input.shape[0], .. task.OutputShape])} every time. Correct its forward.";
        return is_grad_enabled() && module.training && !output.requires_grad
            ? "returned outputs that no gradient leads back from (detach(), no_grad() or data outside the graph), so nothing could "
                + "be learned. Remove what cuts the graph."
            : null;
    }
}
