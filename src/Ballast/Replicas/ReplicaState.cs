using System.Numerics;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Ballast;

/// <summary>
/// Everything that has to be the same on all ranks: how it is sent from one to the others, and how it is told that it is.
/// </summary>
/// <param name="world">The ranks.</param>
/// <param name="model">Whose parameters and buffers.</param>
/// <param name="table">What is trained.</param>
/// <param name="optimizer">What trains it.</param>
/// <param name="save">What the guard remembers of a step.</param>
/// <param name="load">Restores what that gave.</param>
internal sealed class ReplicaState(
    ICollective world,
    nn.Module model,
    ParameterTable table,
    optim.Optimizer optimizer,
    Func<byte[]> save,
    Action<byte[]> load
)
{
    private readonly OptimizerHelper _optimizer =
        optimizer as OptimizerHelper
        ?? throw new NotSupportedException(
            $"The state of {optimizer.GetType().Name} cannot be sent to other ranks: use an optimizer of Ballast, or another of TorchSharp."
        );

    /// <summary>What else belongs to the training.</summary>
    public IReadOnlyList<ICheckpointed> Parts { get; set; } = [];

    private IEnumerable<ICheckpointed> AllParts => Parts.Concat(model.modules().OfType<ICheckpointed>());

    /// <summary>All become as <paramref name="root"/> is.</summary>
    public void Send(int root)
    {
        foreach (var tensor in Weights().Concat(model.buffers()))
            world.Broadcast(tensor, root);
        var isRoot = world.Rank == root;
        world.Share(Save, Restore, root);
        var guard = world.Share(isRoot ? save() : [], root);
        byte[][] parts = [.. AllParts.Select(part => world.Share(isRoot ? PartState.Of(part) : [], root))];
        if (isRoot)
            return;
        load(guard);
        foreach (var (part, state) in AllParts.Zip(parts))
            PartState.Restore(part, state);
    }

    /// <summary>
    /// A sum of the memory of the weights for every rank. Buffers that a module computes from its rows may differ and mean nothing.
    /// </summary>
    public ulong[] Sums()
    {
        var own = 0UL;
        using (no_grad())
        using (NewDisposeScope())
            foreach (var tensor in Weights())
                own = BitOperations.RotateLeft(own, 7) + MemorySum.Of(tensor.detach().cpu().contiguous());
        // halves of 32 bits are exact in float64
        var numbers = new double[2 * world.Size];
        (numbers[2 * world.Rank], numbers[(2 * world.Rank) + 1]) = ((uint)own, (uint)(own >> 32));
        world.AllReduce(numbers);
        return [.. Enumerable.Range(0, world.Size).Select(rank => (ulong)numbers[2 * rank] | ((ulong)numbers[(2 * rank) + 1] << 32))];
    }

    // what is trained may lie outside of the model, and the model have what is not trained
    private IEnumerable<Tensor> Weights()
    {
        var known = new HashSet<nint>();
        return table.Parameters.Cast<Tensor>().Concat(model.parameters()).Where(it => known.Add(it.Handle));
    }

    private void Save(Stream to)
    {
        using var writer = new BinaryWriter(to, System.Text.Encoding.UTF8, leaveOpen: true);
        using var scope = NewDisposeScope();
        _optimizer.save_state_dict(writer);
    }

    private void Restore(Stream from)
    {
        using var reader = new BinaryReader(from, System.Text.Encoding.UTF8, leaveOpen: true);
        using var scope = NewDisposeScope();
        _optimizer.load_state_dict(reader); // what it makes is its state and outlives the scope
        scope.Detach(scope.DisposablesView);
    }
}
