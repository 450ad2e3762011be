using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Ballast;

/// <summary>A batch of one row has no variance, which matters to layers that take statistics over a batch.</summary>
internal static class SingleRows
{
    /// <summary>Whether a model has such a layer.</summary>
    public static bool Matter(nn.Module model) => model.modules().Append(model).Any(module => module is BatchNorm);

    /// <summary>
    /// The buffer that one row as a batch makes non-finite, or null: over images a single one may be enough. One forward pass without
    /// gradients in the mode the model is in; buffers and random state stay as they were.
    /// </summary>
    /// <param name="model">Called through <c>call()</c>.</param>
    /// <param name="row">One input as a batch, [1, ...].</param>
    public static BufferFault? PoisonedBy(nn.Module<Tensor, Tensor> model, Tensor row)
    {
        using var scope = NewDisposeScope();
        using var off = no_grad();
        using var quiet = new Undisturbed(model);
        using var before = new BufferCopy(model);
        model.call(row);
        return before.Look();
    }
}
