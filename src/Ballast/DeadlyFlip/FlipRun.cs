using System.Globalization;
using static TorchSharp.torch;

namespace Ballast;

/// <summary>
/// A deadly flip at work on one model: measures, tells the volatile neurons of every layer, and lets the mode act on them.
/// </summary>
internal sealed class FlipRun : IDisposable
{
    private readonly ParameterTable _table;
    private readonly DeadlyFlipOptions _options;
    private readonly WeightCopy _before = new();
    private readonly FlipLayer[] _layers;
    private readonly RowMeter _meter;
    private readonly OptimizerRows _state;
    private readonly FlipAction _action;

    public FlipRun(nn.Module model, ParameterTable table, optim.Optimizer optimizer, DeadlyFlipOptions options)
    {
        (_table, _options, _state) = (table, options, new(optimizer));
        var found = NeuronMap.Of(model, table, options);
        _meter = new(table, found);
        _layers = [.. found.Select(layer => new FlipLayer(layer, table, _before, _state, options))];
        _action = FlipAction.Of(options);
    }

    /// <summary>The layers that are watched.</summary>
    public IReadOnlyList<FlipLayer> Layers => _layers;

    /// <summary>What is done with volatile neurons.</summary>
    public FlipAction Action => _action;

    public void Before()
    {
        using var off = no_grad();
        _before.Take(_table.Parameters);
    }

    /// <summary>Judges the update and acts on it; <paramref name="flips"/> receives what was done.</summary>
    public void After(long step, List<Flip> flips)
    {
        _state.Forget();
        _meter.Measure(_before);
        for (var i = 0; i < _layers.Length; i++)
        {
            var (changes, befores) = _meter.Of(i);
            _layers[i].Watch.Judge(changes.Span, befores.Span);
        }

        _action.Look(_layers); // before anything moves: the rows of one layer are the columns of another
        foreach (var layer in _layers)
        {
            var many = flips.Count;
            _action.Act(layer, step, flips);
            layer.MendStatistics(flips.Count > many);
            layer.Watch.Cool();
        }
    }

    public byte[] Save()
    {
        using var stream = new MemoryStream();
        using var to = new BinaryWriter(stream);
        to.Write(_options.Mode.ToString());
        to.Write(_layers.Length);
        foreach (var layer in _layers)
            layer.Watch.Save(to);
        _action.Save(to, _table);
        return stream.ToArray();
    }

    public void Load(byte[] state)
    {
        using var from = new BinaryReader(new MemoryStream(state));
        try
        {
            if (from.ReadString() is var mode && mode != _options.Mode.ToString())
                throw new ArgumentException(
                    $"The state is of a deadly flip in mode {mode}, but this one is in mode "
                        + $"{_options.Mode}: use the options that it was saved with.",
                    nameof(state)
                );
            if (from.ReadInt32() is var layers && layers != _layers.Length)
                throw new ArgumentException(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"The state is of a deadly flip over {layers} layers, but this one watches {_layers.Length}: build the "
                            + $"same model with the same options."
                    ),
                    nameof(state)
                );
            foreach (var layer in _layers)
                layer.Watch.Load(from);
            _action.Load(from, _table);
        }
        catch (EndOfStreamException fault)
        {
            throw new FormatException(
                "The state of the deadly flip ends too early. The checkpoint is damaged; start from an earlier one.",
                fault
            );
        }
    }

    public void Dispose()
    {
        _before.Dispose();
        (_action as IDisposable)?.Dispose();
        foreach (var layer in _layers)
            layer.Dispose();
    }
}
