using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Ballast;

/// <summary>
/// A volatile neuron is swapped with its twin, a running mean of its weights, and slowed. What exploded sits in the twin only
/// until that is made anew; a neuron that is volatile again meanwhile is taken back.
/// </summary>
internal sealed class TwinFlip(DeadlyFlipOptions options) : FlipAction, IDisposable
{
    private Tensor[] _twins = []; // float32 for weights of 16 bits: a tenth of a step would be rounded away
    private bool _made;

    // a twin begins as its neuron was before the first update
    public override void Look(FlipLayer[] layers)
    {
        if (_made)
            return;
        _made = true;
        _twins = new Tensor[layers.Length == 0 ? 0 : layers[0].Parameters.Length];
        foreach (var layer in layers)
        foreach (var rows in layer.Map.Rows)
            _twins[rows.Parameter] ??= layer
                .Before(rows.Parameter)
                .to(Wide(layer.Parameters[rows.Parameter]), copy: true)
                .DetachFromDisposeScope();
    }

    public override void Act(FlipLayer layer, long step, List<Flip> flips)
    {
        layer.KeepPace([]);
        var watch = layer.Watch;
        watch.Slow(watch.Volatile);
        if (watch.Volatile.Count > 0)
        {
            int[] hot = [.. watch.Volatile.Where(i => watch.Hot[i] > 0)],
                calm = [.. watch.Volatile.Except(hot)];
            if (hot.Length > 0)
                layer.Weights.Undo(hot);
            if (calm.Length > 0)
                SwapWithTwin(layer, calm);
            layer.ClearState(watch.Volatile);
            foreach (var i in calm)
                watch.Hot[i] = options.Cool + 1;
            foreach (var i in watch.Volatile)
                Note(flips, layer, step, hot.Contains(i) ? FlipKind.Rejection : FlipKind.Twin, i);
        }

        Follow(layer);
    }

    public override void Save(BinaryWriter to, ParameterTable table)
    {
        to.Write(_made);
        foreach (var twin in _twins)
        {
            to.Write(twin is not null);
            if (twin is null)
                continue;
            using var here = twin.cpu().contiguous();
            to.Write(here.bytes);
        }
    }

    public override void Load(BinaryReader from, ParameterTable table)
    {
        Dispose();
        _twins = [];
        _made = from.ReadBoolean();
        if (!_made)
            return;
        _twins = new Tensor[table.Parameters.Length];
        for (var i = 0; i < _twins.Length; i++)
        {
            if (!from.ReadBoolean())
                continue;
            using var scope = NewDisposeScope();
            var here = empty(table.Parameters[i].shape, Wide(table.Parameters[i]));
            var read = from.ReadBytes(here.bytes.Length);
            if (read.Length != here.bytes.Length)
                throw new EndOfStreamException();
            read.CopyTo(here.bytes);
            _twins[i] = here.to(table.Parameters[i].device, copy: true).DetachFromDisposeScope();
        }
    }

    public void Dispose()
    {
        foreach (var twin in _twins)
            twin?.Dispose();
    }

    /// <summary>Sets the twin of a parameter, for tests with printed numbers.</summary>
    internal void SetTwin(int parameter, Tensor values) => _twins[parameter].copy_(values);

    internal Tensor Twin(int parameter) => _twins[parameter];

    private static ScalarType Wide(Parameter parameter) =>
        parameter.dtype is ScalarType.BFloat16 or ScalarType.Float16 ? ScalarType.Float32 : parameter.dtype;

    private void SwapWithTwin(FlipLayer layer, int[] neurons)
    {
        foreach (var rows in layer.Map.Rows)
        {
            var (weight, twin, index) = (layer.Parameters[rows.Parameter], _twins[rows.Parameter], layer.Weights.Index(rows, neurons));
            var exploded = weight.index_select(0, index).to(twin.dtype);
            weight.index_copy_(0, index, twin.index_select(0, index).to(weight.dtype));
            twin.index_copy_(0, index, exploded);
        }
    }

    // one pass over weights and twins; the few that are hot keep what they hold, or begin anew
    private void Follow(FlipLayer layer)
    {
        int[] held = [.. layer.Watch.Hot.Index().Where(pair => pair.Item > 1).Select(pair => pair.Index)];
        int[] renewed = [.. layer.Watch.Hot.Index().Where(pair => pair.Item == 1).Select(pair => pair.Index)];
        foreach (var rows in layer.Map.Rows)
        {
            var twin = _twins[rows.Parameter].narrow(0, rows.Offset, layer.Map.Count);
            var weight = layer.Parameters[rows.Parameter].detach().narrow(0, rows.Offset, layer.Map.Count).to(twin.dtype);
            var (holds, renews) = (
                tensor(held.Select(i => (long)i).ToArray(), ScalarType.Int64, twin.device),
                tensor(renewed.Select(i => (long)i).ToArray(), ScalarType.Int64, twin.device)
            );
            var kept = held.Length > 0 ? twin.index_select(0, holds) : null;
            twin.lerp_(weight, tensor(1 - options.TwinDecay, twin.dtype, twin.device));
            if (kept is not null)
                twin.index_copy_(0, holds, kept);
            if (renewed.Length > 0)
                twin.index_copy_(0, renews, weight.index_select(0, renews));
        }
    }
}
