using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Ballast;

/// <summary>
/// Weights, buffers, the optimizer's state, modules with a state of their own and the random state, as they were at one moment, in memory
/// that is used again.
/// </summary>
internal sealed class Snapshot(nn.Module model, IReadOnlyList<Parameter> trained, optim.Optimizer optimizer) : IDisposable
{
    private readonly TensorCopies _tensors = new();
    private readonly OptimizerCopy _optimizer = new(optimizer);
    private readonly Tensor[] _live = All(model, trained);
    private readonly ICheckpointed[] _modules = [.. model.modules().OfType<ICheckpointed>()];
    private byte[][] _states = [];
    private Tensor? _random;

    /// <summary>Copies everything.</summary>
    public void Take()
    {
        _tensors.Take(_live);
        _optimizer.Take();
        _states = [.. _modules.Select(PartState.Of)];
        _random?.Dispose();
        _random = Held.CpuRandomState().DetachFromDisposeScope();
    }

    /// <summary>Puts everything back.</summary>
    /// <param name="options">Whether the optimizer's hyperparameters go back too, learning rates among them.</param>
    /// <param name="random">Whether the random state goes back too.</param>
    public void Restore(bool options, bool random)
    {
        RestoreModel();
        _optimizer.Restore(options);
        if (random)
            Held.SetCpuRandomState(_random!);
    }

    /// <summary>Puts back what a forward pass depends on.</summary>
    public void RestoreModel()
    {
        _tensors.Restore();
        foreach (var (module, state) in _modules.Zip(_states))
            PartState.Restore(module, state);
    }

    /// <summary>Whether every weight that is trained was finite; buffers may hold infinities that are meant.</summary>
    public bool IsFinite() => _tensors.IsFinite(trained.Count);

    /// <summary>Whether all is still as it was copied: memory may be at fault.</summary>
    public bool IsIntact() => _tensors.IsIntact() && _optimizer.IsIntact();

    /// <summary>The copies, for tests to damage.</summary>
    internal IEnumerable<Tensor> Copies => _tensors.Copies;

    public void Dispose()
    {
        _tensors.Dispose();
        _optimizer.Dispose();
        _random?.Dispose();
    }

    // what is trained may lie outside of the model, and the model have what is not trained
    private static Tensor[] All(nn.Module model, IReadOnlyList<Parameter> trained)
    {
        var known = new HashSet<nint>();
        return [.. trained.Cast<Tensor>().Concat(model.parameters()).Concat(model.buffers()).Where(tensor => known.Add(tensor.Handle))];
    }
}
