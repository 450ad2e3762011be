using System.Numerics;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Ballast;

/// <summary>
/// A copy of an optimizer's state, moments and step counters together, and apart from it of its hyperparameters: those a schedule drives.
/// </summary>
internal sealed class OptimizerCopy(optim.Optimizer optimizer) : IDisposable
{
    private readonly TensorCopies _slots = new();
    private readonly MemoryStream _bytes = new(),
        _options = new();
    private ulong _sum; // of the two
    private (FusedState State, long Step, double Memory, int[] Made)[] _states = [];

    /// <summary>Whether the state of such an optimizer can be copied.</summary>
    public static bool Can(optim.Optimizer optimizer) => optimizer is OptimizerHelper;

    public void Take()
    {
        if (!Can(optimizer))
            return; // what cannot be copied is not put back
        WriteOptions(_options);
        if (optimizer is FusedOptimizer fused)
        {
            _states = [.. fused.States.Select(it => (it, it.Step, it.Memory, Made(it)))];
            _slots.Take([.. _states.SelectMany(it => it.Made.Select(slot => it.State.Slots[slot]!))]);
        }
        else
        {
            _bytes.SetLength(0);
            using var writer = new BinaryWriter(_bytes, System.Text.Encoding.UTF8, leaveOpen: true);
            using var scope = NewDisposeScope();
            ((OptimizerHelper)optimizer).save_state_dict(writer);
        }

        _sum = Sum();
    }

    /// <summary>Puts the state back.</summary>
    /// <param name="options">Whether hyperparameters go back too; else they stay as they are now.</param>
    public void Restore(bool options)
    {
        if (!Can(optimizer))
            return;
        if (optimizer is FusedOptimizer)
            RestoreSlots();
        else
            RestoreBytes();
        if (options)
            ReadOptions(_options);
    }

    /// <summary>Whether all is still as it was copied.</summary>
    public bool IsIntact() => _slots.IsIntact() && Sum() == _sum;

    /// <summary>The state of an optimizer of TorchSharp's as it was written, for tests to damage.</summary>
    internal Span<byte> Written => _bytes.GetBuffer().AsSpan(0, (int)_bytes.Length);

    private ulong Sum() =>
        MemorySum.Of(Written) + BitOperations.RotateLeft(MemorySum.Of(_options.GetBuffer().AsSpan(0, (int)_options.Length)), 1);

    public void Dispose()
    {
        _slots.Dispose();
        _bytes.Dispose();
        _options.Dispose();
    }

    private static int[] Made(FusedState state) => [.. Enumerable.Range(0, state.Slots.Length).Where(i => state.Slots[i] is not null)];

    private void RestoreSlots()
    {
        foreach (var (state, step, memory, made) in _states)
        {
            (state.Step, state.Memory) = (step, memory);
            for (var i = 0; i < state.Slots.Length; i++)
                if (!made.Contains(i))
                    state.Slots[i]?.zero_(); // made since
        }

        _slots.Restore();
    }

    private void RestoreBytes()
    {
        using var now = new MemoryStream();
        WriteOptions(now);
        _bytes.Position = 0;
        using var reader = new BinaryReader(_bytes, System.Text.Encoding.UTF8, leaveOpen: true);
        using (var scope = NewDisposeScope())
        {
            ((OptimizerHelper)optimizer).load_state_dict(reader); // what it makes is its state and outlives the scope
            scope.Detach(scope.DisposablesView);
        }

        ReadOptions(now);
    }

    private void WriteOptions(MemoryStream to)
    {
        to.SetLength(0);
        using var writer = new BinaryWriter(to, System.Text.Encoding.UTF8, leaveOpen: true);
        foreach (var group in optimizer.ParamGroups.Cast<ParamGroup>())
            group.Options.SaveStateDict(writer);
    }

    private void ReadOptions(MemoryStream from)
    {
        from.Position = 0;
        using var reader = new BinaryReader(from, System.Text.Encoding.UTF8, leaveOpen: true);
        foreach (var group in optimizer.ParamGroups.Cast<ParamGroup>())
            group.Options.LoadStateDict(reader);
    }
}
