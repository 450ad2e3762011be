using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Ballast;

/// <summary>
/// Weights, buffers, the optimizers' state, modules with a state of their own and the random state, as they were at one moment, in memory
/// that is used again.
/// </summary>
/// <param name="all">What is trained: one model, or several together.</param>
internal sealed class Snapshot(params IReadOnlyList<Trained> all) : IDisposable
{
    private readonly TensorCopies _tensors = new();
    private readonly OptimizerCopy[] _optimizers = [.. all.Select(it => new OptimizerCopy(it.Optimizer))];
    private readonly int _trained = all.SelectMany(it => it.Parameters).Select(it => it.Handle).Distinct().Count();
    private readonly Tensor[] _live = Live(all);
    private readonly ICheckpointed[] _modules = [.. all.SelectMany(it => it.Model.modules()).OfType<ICheckpointed>().Distinct()];
    private byte[][] _states = [];
    private Tensor? _random;

    /// <summary>Copies everything.</summary>
    public void Take()
    {
        _tensors.Take(_live);
        foreach (var optimizer in _optimizers)
            optimizer.Take();
        _states = [.. _modules.Select(PartState.Of)];
        _random?.Dispose();
        _random = Held.CpuRandomState().DetachFromDisposeScope();
    }

    /// <summary>Puts everything back.</summary>
    /// <param name="options">Whether the optimizers' hyperparameters go back too, learning rates among them.</param>
    /// <param name="random">Whether the random state goes back too.</param>
    public void Restore(bool options, bool random)
    {
        RestoreModel();
        foreach (var optimizer in _optimizers)
            optimizer.Restore(options);
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
    public bool IsFinite() => _tensors.IsFinite(_trained);

    /// <summary>Whether all is still as it was copied: memory may be at fault.</summary>
    public bool IsIntact() => _tensors.IsIntact() && Array.TrueForAll(_optimizers, it => it.IsIntact());

    /// <summary>The copies, for tests to damage.</summary>
    internal IEnumerable<Tensor> Copies => _tensors.Copies;

    public void Dispose()
    {
        _tensors.Dispose();
        foreach (var optimizer in _optimizers)
            optimizer.Dispose();
        _random?.Dispose();
    }

    // what is trained comes first; it may lie outside of the models, and they have what is not trained
    private static Tensor[] Live(IReadOnlyList<Trained> all)
    {
        var known = new HashSet<nint>();
        return
        [
            .. all.SelectMany(it => it.Parameters)
                .Cast<Tensor>()
                .Concat(all.SelectMany(it => it.Model.parameters()))
                .Concat(all.SelectMany(it => it.Model.buffers()))
                .Where(tensor => known.Add(tensor.Handle)),
        ];
    }
}

/// <summary>A model, what of it is trained, and by what.</summary>
internal sealed record Trained(nn.Module Model, IReadOnlyList<Parameter> Parameters, optim.Optimizer Optimizer);
