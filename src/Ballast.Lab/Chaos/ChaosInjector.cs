using Ballast.Testing;
using static TorchSharp.torch;

namespace Ballast.Lab;

/// <summary>
/// Makes the faults of a plan happen while a training runs, and looks after every step whether a weight or a buffer is not finite.
/// </summary>
internal sealed class ChaosInjector : ITrainingProgress, IDisposable
{
    private const int DiskIsFull = 30;
    private readonly ChaosTraining _training;
    private readonly string _folder;
    private readonly List<ChaosFault> _left;
    private readonly HookRemover _hook;
    private readonly List<StepRecord> _records = [];
    private string? _blocked; // the folder of checkpoints while a file stands in its place
    private long _until,
        _next;

    public ChaosInjector(ChaosTraining training, string folder, IEnumerable<ChaosFault> faults)
    {
        (_training, _folder, _left) = (training, folder, [.. faults]);
        var hook = training.Model.register_forward_pre_hook((_, input) => Before(input));
        _hook = new(hook.remove);
    }

    /// <summary>What was found not finite, and when; empty as ever.</summary>
    public List<string> Broken { get; } = [];

    /// <summary>Every step, as the records tell it.</summary>
    public IReadOnlyList<StepRecord> Records => _records;

    public void Step(StepRecord record, double accuracy)
    {
        if (_training.Broken() is { } name)
            Broken.Add($"{name} after step {record.Step}");
        _records.Add(record.Keep());
        _next = record.Step + 1;
        Unblock(always: false);
        foreach (var fault in Due(ChaosKind.Weight, ChaosKind.State, ChaosKind.Buffer, ChaosKind.Snapshot, ChaosKind.Gradient))
            Strike(fault);
        foreach (var _ in Due(ChaosKind.Disk))
            Block();
    }

    public void Dispose()
    {
        Unblock(always: true);
        _hook.Dispose();
    }

    private IEnumerable<ChaosFault> Due(params ChaosKind[] kinds)
    {
        foreach (var fault in _left.Where(it => it.Step == _next && kinds.Contains(it.Kind)).ToArray())
        {
            _left.Remove(fault);
            yield return fault;
        }
    }

    // in front of the model: what is wrong with one batch, and what happens in the middle of a step
    private Tensor Before(Tensor input)
    {
        if (!_training.Model.training)
            return input;
        foreach (var fault in Due(ChaosKind.Batch))
        {
            input = input.clone();
            Testing.Strike.On(input, fault.Strike);
        }

        foreach (var fault in Due(ChaosKind.Rate))
        foreach (var group in _training.Optimizer.ParamGroups)
            group.LearningRate *= fault.Factor;
        foreach (var _ in Due(ChaosKind.Collection))
            Collect();
        return input;
    }

    private void Strike(ChaosFault fault)
    {
        var parameters = _training.Model.parameters().ToArray();
        var parameter = parameters[fault.Index % parameters.Length];
        if (fault.Kind == ChaosKind.Gradient)
        {
            _training.Loss.Next = (parameter, fault);
            return;
        }

        var target = fault.Kind switch
        {
            ChaosKind.Weight => parameter,
            ChaosKind.State => (_training.Optimizer as FusedOptimizer)
                ?.States.First(state => state.Owner.Handle == parameter.Handle)
                .Slots.FirstOrDefault(slot => slot is not null),
            ChaosKind.Buffer => Nth(_training.Model.buffers().Where(it => it.is_floating_point()), fault.Index),
            _ => Nth(_training.Snapshots.SelectMany(it => it.Copies).Where(it => it.is_floating_point()), fault.Index),
        };
        if (target is not null)
            Testing.Strike.On(target, fault.Strike);
    }

    private static Tensor? Nth(IEnumerable<Tensor> tensors, long index)
    {
        var all = tensors.ToArray();
        return all.Length == 0 ? null : all[index % all.Length];
    }

    // no folder can be made or written to where a file of that name is
    private void Block()
    {
        if (_blocked is not null)
            return;
        var checkpoints = Path.Combine(_folder, "checkpoints");
        _blocked = checkpoints + ".away";
        if (Directory.Exists(checkpoints))
            Directory.Move(checkpoints, _blocked);
        File.WriteAllText(checkpoints, "");
        _until = _next + DiskIsFull;
    }

    private void Unblock(bool always)
    {
        if (_blocked is null || (!always && _next < _until))
            return;
        var checkpoints = Path.Combine(_folder, "checkpoints");
        File.Delete(checkpoints);
        if (Directory.Exists(_blocked))
            Directory.Move(_blocked, checkpoints);
        _blocked = null;
    }

    private static void Collect()
    {
        var other = new Thread(() =>
        {
            for (var i = 0; i < 20; i++)
                GC.Collect(0, GCCollectionMode.Forced, blocking: true);
        });
        other.Start();
        GC.Collect();
        GC.WaitForPendingFinalizers();
        other.Join();
    }

    /// <summary>Who follows a training and fails at some steps.</summary>
    public sealed class Thrower(IEnumerable<ChaosFault> faults) : ITrainingProgress
    {
        private readonly HashSet<long> _steps = [.. faults.Where(it => it.Kind == ChaosKind.Observer).Select(it => it.Step)];

        public void Step(StepRecord record, double accuracy)
        {
            if (_steps.Contains(record.Step))
                throw new InvalidOperationException($"An observer fails at step {record.Step}.");
        }
    }

    private sealed class HookRemover(Action remove) : IDisposable
    {
        public void Dispose() => remove();
    }
}
