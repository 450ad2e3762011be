using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Ballast;

/// <summary>Changes the incoming (and outgoing) weights of some neurons of one layer, on any device.</summary>
internal sealed class LayerRows(NeuronLayer layer, Parameter[] parameters, WeightCopy before)
{
    /// <summary>Takes the change of these neurons back.</summary>
    public void Undo(IReadOnlyList<int> neurons)
    {
        foreach (var rows in layer.Rows)
        {
            var index = Index(rows, neurons);
            parameters[rows.Parameter].index_copy_(0, index, before[rows.Parameter].index_select(0, index));
        }
    }

    /// <summary>Leaves of the change of these neurons only a share each: w = old + share (new - old).</summary>
    public void Slow(IReadOnlyList<int> neurons, double[] shares)
    {
        foreach (var rows in layer.Rows)
        {
            var (weight, index) = (parameters[rows.Parameter], Index(rows, neurons));
            var old = before[rows.Parameter].index_select(0, index);
            long[] column = [neurons.Count, .. Enumerable.Repeat(1L, (int)weight.ndim - 1)];
            var share = tensor(
                    neurons.Select(i => shares[i]).ToArray(),
                    weight.dtype == ScalarType.Float64 ? ScalarType.Float64 : ScalarType.Float32,
                    weight.device
                )
                .reshape(column);
            var slowed = old.Plus(share * (weight.index_select(0, index) - old));
            weight.index_copy_(0, index, slowed.to(weight.dtype));
        }
    }

    /// <summary>Swaps the incoming weights of two neurons.</summary>
    public void SwapRows(int i, int j)
    {
        foreach (var rows in layer.Rows)
            Swap(parameters[rows.Parameter], 0, Index(rows, [i, j]), Index(rows, [j, i]));
    }

    /// <summary>Swaps the outgoing weights of two neurons.</summary>
    public void SwapColumns(int i, int j)
    {
        foreach (var columns in layer.Columns)
            Swap(parameters[columns.Parameter], 1, Index(columns, [i, j]), Index(columns, [j, i]));
    }

    /// <summary>Takes the change of the outgoing weights of these neurons back.</summary>
    public void UndoColumns(IReadOnlyList<int> neurons)
    {
        foreach (var columns in layer.Columns)
        {
            var index = Index(columns, neurons);
            parameters[columns.Parameter].index_copy_(1, index, before[columns.Parameter].index_select(1, index));
        }
    }

    /// <summary>Places in the parameter of some neurons.</summary>
    public Tensor Index(NeuronRows rows, IReadOnlyList<int> neurons) =>
        tensor(neurons.Select(i => rows.Offset + i).ToArray(), ScalarType.Int64, parameters[rows.Parameter].device);

    /// <summary>Exchanges what lies at two lists of places.</summary>
    public static void Swap(Tensor tensor, long dim, Tensor from, Tensor to) => tensor.index_copy_(dim, to, tensor.index_select(dim, from));

    private Tensor Index(NeuronColumns columns, IReadOnlyList<int> neurons) =>
        tensor(
            neurons
                .SelectMany(i => Enumerable.Range(0, (int)columns.Width).Select(k => columns.Offset + (i * columns.Width) + k))
                .ToArray(),
            ScalarType.Int64,
            parameters[columns.Parameter].device
        );
}
