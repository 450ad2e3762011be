using static TorchSharp.torch;

namespace Ballast;

/// <summary>Where neurons have incoming weights: row <c>Offset + i</c> of a parameter belongs to neuron i.</summary>
/// <param name="Parameter">Its place in the table.</param>
/// <param name="Offset">Of neuron 0.</param>
internal readonly record struct NeuronRows(int Parameter, long Offset = 0);

/// <summary>Where neurons have outgoing weights: columns <c>Offset + i Width</c> and on, so many, belong to neuron i.</summary>
/// <param name="Parameter">Its place in the table.</param>
/// <param name="Width">Columns of one neuron: more than one where an image was flattened.</param>
/// <param name="Offset">Of neuron 0.</param>
internal readonly record struct NeuronColumns(int Parameter, long Width = 1, long Offset = 0);

/// <summary>The neurons of one layer and where their weights lie.</summary>
internal sealed record NeuronLayer(string Name, int Count)
{
    /// <summary>Incoming weights.</summary>
    public List<NeuronRows> Rows { get; init; } = [];

    /// <summary>Outgoing weights; empty where they are not known, and then no two neurons are swapped.</summary>
    public List<NeuronColumns> Columns { get; init; } = [];

    /// <summary>Running statistics, one value a neuron.</summary>
    public List<Tensor> Statistics { get; init; } = [];

    /// <summary>Groups of a convolution: neurons swap only within theirs.</summary>
    public int Blocks { get; init; } = 1;

    /// <summary>True for an embedding: one row a token, and most rest.</summary>
    public bool IsLookup { get; init; }

    /// <summary>True where two neurons may be swapped.</summary>
    public bool MaySwap => Columns.Count > 0 && !IsLookup;

    /// <summary>True for a recurrence without gates: what its neurons put out comes back to them as it is.</summary>
    public bool IsRecurrent => Columns.Any(columns => Rows.Count(rows => rows.Parameter == columns.Parameter) == 1);

    /// <summary>Which block a neuron is in.</summary>
    public int BlockOf(int neuron) => neuron / (Count / Blocks);
}
