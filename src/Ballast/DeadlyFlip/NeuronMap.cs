using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Ballast;

/// <summary>
/// Finds the neurons of a model: which rows of which tensors belong to one. Layers it knows get bias, gates and norms together;
/// of any other module every tensor of two dimensions or more is taken by its rows.
/// </summary>
internal sealed class NeuronMap
{
    private readonly ParameterTable _table;
    private readonly Dictionary<nint, int> _index = [];
    private readonly Dictionary<string, int> _named = [];
    private readonly HashSet<int> _taken = [];
    private readonly Dictionary<nn.Module, NeuronLayer> _layerOf = new(ReferenceEqualityComparer.Instance);
    private readonly List<NeuronLayer> _layers = [];

    private NeuronMap(ParameterTable table)
    {
        _table = table;
        for (var i = 0; i < table.Parameters.Length; i++)
        {
            _index[table.Parameters[i].Handle] = i;
            _named[table.Infos[i].Name] = i;
        }
    }

    /// <summary>The layers of a model whose neurons are watched.</summary>
    /// <exception cref="ArgumentException">A declared group names a parameter that is not trained, or tensors that do not fit
    /// together.</exception>
    public static NeuronLayer[] Of(nn.Module model, ParameterTable table, DeadlyFlipOptions options)
    {
        var map = new NeuronMap(table);
        foreach (var group in options.Neurons)
            map.Declare(group);
        var modules = model
            .named_modules()
            .Prepend((name: "", module: model))
            .DistinctBy(pair => pair.module, ReferenceEqualityComparer.Instance)
            .ToArray();
        foreach (var (name, module) in modules)
            map.AddWeights(name, module);
        foreach (var (_, module) in modules)
            NeuronLinks.Link(module, map._layerOf, map._index);
        foreach (var (name, module) in modules)
            map.AddNorm(name, module);
        return
        [
            .. map._layers.Where(layer =>
                options.Exclude is not { } exclude || !layer.Rows.Any(rows => exclude(table.Infos[rows.Parameter].Name))
            ),
        ];
    }

    private void Declare(NeuronGroup group)
    {
        int[] rows = [.. group.Rows.Select(Find)],
            columns = [.. group.Columns.Select(Find)];
        if (rows.Length == 0)
            throw new ArgumentException("A group of neurons names no rows: name the incoming weights.", nameof(group));
        var count = _table.Infos[rows[0]].Shape[0];
        foreach (var i in rows)
            if (_table.Infos[i].Shape.Count == 0 || _table.Infos[i].Shape[0] != count || !_taken.Add(i))
                throw Unfit(i, $"does not have {count} rows like {group.Rows[0]}, or stands in two groups");
        foreach (var i in columns)
            if (_table.Infos[i].Shape.Count < 2 || _table.Infos[i].Shape[1] != count)
                throw Unfit(i, $"does not have {count} columns");
        _layers.Add(
            new(group.Rows[0], (int)count)
            {
                Rows = [.. rows.Select(i => new NeuronRows(i))],
                Columns = [.. columns.Select(i => new NeuronColumns(i))],
            }
        );
    }

    private int Find(string name) =>
        _named.TryGetValue(name, out var index) ? index : throw Suggestion.Unknown("parameter", name, _named.Keys, nameof(name));

    private ArgumentException Unfit(int parameter, string why) =>
        new(
            $"{_table.Infos[parameter].Name} [{string.Join(", ", _table.Infos[parameter].Shape)}] {why}: a group of neurons takes "
                + "row i of every tensor in Rows, column i of every one in Columns."
        );

    private void AddWeights(string name, nn.Module module)
    {
        var own = module
            .named_parameters(recurse: false)
            .Where(p => _index.TryGetValue(p.parameter.Handle, out var i) && !_taken.Contains(i))
            .ToDictionary(p => p.name, p => (p.parameter.shape, Index: _index[p.parameter.Handle]));
        foreach (
            var suffix in own
                .Keys.Where(key => key.StartsWith("weight_hh", StringComparison.Ordinal))
                .Select(key => key["weight_hh".Length..])
                .ToArray()
        )
            AddRecurrence(name, module, own, suffix);
        foreach (var (key, (shape, index)) in own)
        {
            if (shape.Length < 2 || _taken.Contains(index))
                continue;
            var layer = new NeuronLayer(key == "weight" && name.Length > 0 ? name : Join(name, key), (int)shape[0])
            {
                Rows = [new(Take(index))],
                IsLookup = module is Embedding or EmbeddingBag,
                Blocks = module is Convolution { transposed: false } conv ? (int)conv.groups : 1,
            };
            // a transposed convolution has its outputs in the second dimension: a row is an input there, and the bias is not its own
            if (module is not Convolution { transposed: true } && BiasOf(key, own) is { } bias && bias.Shape[0] >= shape[0])
                layer.Rows.Add(new(Take(bias.Index), bias.Offset));
            _layers.Add(layer);
            if (key == "weight" && module is Linear or Convolution { transposed: false })
                _layerOf[module] = layer;
        }
    }

    // unit h of a recurrence owns row h of every gate; its state goes back through column h
    private void AddRecurrence(string name, nn.Module module, Dictionary<string, (long[] Shape, int Index)> own, string suffix)
    {
        var (shape, recurrent) = own["weight_hh" + suffix];
        var gates = module switch
        {
            LSTM or LSTMCell => 4,
            GRU or GRUCell => 3,
            RNN or RNNCell => 1,
            _ => shape[0] % shape[1] == 0 ? shape[0] / shape[1] : 0,
        };
        if (gates == 0)
            return;
        var hidden = shape[0] / gates;
        var layer = new NeuronLayer(Join(name, suffix.TrimStart('_')), (int)hidden);
        foreach (var prefix in (string[])["weight_ih", "weight_hh", "bias_ih", "bias_hh"])
        {
            if (!own.TryGetValue(prefix + suffix, out var part) || part.Shape[0] != shape[0])
                continue;
            for (var gate = 0; gate < gates; gate++)
                layer.Rows.Add(new(Take(part.Index), gate * hidden));
        }

        if (shape[1] == hidden)
            layer.Columns.Add(new(recurrent));
        if (suffix.StartsWith("_l", StringComparison.Ordinal) && int.TryParse(suffix[2..].Split('_')[0], out var depth))
        {
            foreach (var direction in (string[])["", "_reverse"])
                if (own.TryGetValue($"weight_ih_l{depth + 1}{direction}", out var next))
                    layer.Columns.Add(new(next.Index, Offset: suffix.EndsWith("_reverse", StringComparison.Ordinal) ? hidden : 0));
        }

        _layers.Add(layer);
    }

    private static (long[] Shape, int Index, long Offset)? BiasOf(string key, Dictionary<string, (long[] Shape, int Index)> own)
    {
        // attention with keys of another size has its three projections apart and their biases in one
        var (name, place) = key switch
        {
            "q_proj_weight" => ("in_proj_bias", 0),
            "k_proj_weight" => ("in_proj_bias", 1),
            "v_proj_weight" => ("in_proj_bias", 2),
            _ => (key.Replace("weight", "bias", StringComparison.Ordinal), 0),
        };
        return
            name != key && own.TryGetValue(name, out var bias) && bias.Shape.Length == 1 && bias.Shape[0] >= (place + 1) * own[key].Shape[0]
            ? (bias.Shape, bias.Index, place * own[key].Shape[0])
            : null;
    }

    // scale and shift belong to the neuron that they scale, where that is known; else a channel is a neuron of its own
    private void AddNorm(string name, nn.Module module)
    {
        var own = module
            .named_parameters(recurse: false)
            .Where(p => _index.ContainsKey(p.parameter.Handle))
            .ToDictionary(p => p.name, p => p.parameter);
        if (
            !own.TryGetValue("weight", out var scale)
            || scale.ndim != 1
            || !own.TryGetValue("bias", out var shift)
            || shift.numel() != scale.numel()
        )
            return;
        if (!_taken.Add(_index[scale.Handle]))
            return;
        _taken.Add(_index[shift.Handle]);
        var layer = _layerOf.GetValueOrDefault(module);
        if (layer is null)
            _layers.Add(layer = new(Join(name, ""), (int)scale.shape[0]));
        layer.Rows.AddRange([new(_index[scale.Handle]), new(_index[shift.Handle])]);
        layer.Statistics.AddRange(
            module
                .named_buffers(recurse: false)
                .Select(pair => pair.buffer)
                .Where(buffer => buffer.is_floating_point() && buffer.ndim == 1 && buffer.shape[0] == layer.Count)
        );
    }

    private int Take(int index)
    {
        _taken.Add(index);
        return index;
    }

    private static string Join(string module, string own) =>
        (module.Length, own.Length) switch
        {
            (0, 0) => "model",
            (0, _) => own,
            (_, 0) => module,
            _ => $"{module}.{own}",
        };
}
