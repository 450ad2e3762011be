using System.Numerics;
using static TorchSharp.torch;

namespace Ballast;

/// <summary>
/// One step of <see cref="AdafactorEngine"/> over tensors in host memory: the squares are summed, rows and columns follow, the update is
/// measured, and the weights move. Gradients are read three times, weights twice and written once; nothing of their size is kept.
/// </summary>
internal sealed unsafe class FactoredJob : KernelJob
{
    private enum Phase
    {
        Square,
        Follow,
        Measure,
        Apply,
    }

    private readonly Scratch _columns = new();
    private readonly ParameterTable _table;
    private readonly int[] _members;
    private readonly FactoredTensor[] _tensors;
    private readonly int[] _ends; // of each tensor's blocks, counted over all of them
    private FusedStep[] _steps = [];
    private StepOrder _order;
    private Phase _phase;

    /// <param name="table">Holds the tensors.</param>
    /// <param name="members">Which of them are stepped here.</param>
    public FactoredJob(ParameterTable table, int[] members)
    {
        (_table, _members) = (table, members);
        _tensors = [.. members.Select(i => new FactoredTensor(i, table.Infos[i].Shape))];
        _ends = new int[_tensors.Length];
        long at = 0;
        for (var i = 0; i < _tensors.Length; i++)
        {
            _ends[i] = (i == 0 ? 0 : _ends[i - 1]) + _tensors[i].Blocks;
            _tensors[i].ScratchAt = at;
            at += _tensors[i].Strips * _tensors[i].Columns;
        }

        _columns.Reserve(Math.Max(1, at) * sizeof(double));
    }

    /// <summary>Whether this was made for these members of this table.</summary>
    public bool Fits(ParameterTable table, ReadOnlySpan<int> members) => _table == table && members.SequenceEqual(_members);

    public void Run(FusedStep[] steps, in StepOrder order, ParameterUpdate[] updates)
    {
        (_steps, _order) = (steps, order);
        foreach (var tensor in _tensors)
            Begin(tensor);
        var blocks = _ends.Length == 0 ? 0 : _ends[^1];
        Do(Phase.Square, blocks);
        Do(Phase.Follow, _tensors.Length);
        Do(Phase.Measure, blocks);
        foreach (var tensor in _tensors)
            Judge(tensor, updates);
        Do(Phase.Apply, blocks);
        foreach (var tensor in _tensors)
            if (order.Protect && _table.Gradients[tensor.Index] != null)
                End(tensor);
    }

    protected override void Run(int block)
    {
        if (_phase == Phase.Follow)
        {
            Of(_tensors[block], 0);
            return;
        }

        var member = Array.BinarySearch(_ends, block + 1);
        member = member < 0 ? ~member : member;
        Of(_tensors[member], block - (member == 0 ? 0 : _ends[member - 1]));
    }

    private void Begin(FactoredTensor tensor)
    {
        if (_table.Gradients[tensor.Index] == null)
            return;
        ref var step = ref _steps[tensor.Index];
        step.State.Step++;
        step.A = (nint)NativeTensor.Data(step.State.Slot(0).Handle);
        if (!tensor.IsVector)
            step.B = (nint)NativeTensor.Data(step.State.Slot(1).Handle);
    }

    private void End(FactoredTensor tensor)
    {
        ref var step = ref _steps[tensor.Index];
        foreach (var sums in tensor.Sums)
            step.Broken |= sums.Overflown;
        if (step.Broken)
            step.State.Restart();
    }

    private void Do(Phase phase, int blocks)
    {
        _phase = phase;
        RunAll(blocks);
    }

    private void Of(FactoredTensor tensor, int block)
    {
        if (_table.Gradients[tensor.Index] == null)
            return;
        if (_table.Types[tensor.Index] == ScalarType.Float64)
            Of<double>(tensor, block);
        else
            Of<float>(tensor, block);
    }

    private void Of<T>(FactoredTensor tensor, int block)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var columns = (T*)((double*)_columns.At + tensor.ScratchAt);
        if (_phase == Phase.Follow)
        {
            Follow(tensor, columns);
            return;
        }

        ref var step = ref _steps[tensor.Index];
        if (_phase == Phase.Apply && step.Share == 0)
            return; // a change that is not finite: the weights stay
        T* weights = (T*)_table.Weights[tensor.Index],
            gradients = (T*)_table.Gradients[tensor.Index];
        var scale = T.CreateTruncating(_order.Verdict.ScaleOf(tensor.Index) * _order.Unscale * step.Sign);
        var factors = AdafactorFactors.Of(step, typeof(T) == typeof(double));
        var shared = new FactoredRow<T>(
            scale,
            T.One,
            T.CreateTruncating(factors.Least * factors.Least),
            T.CreateTruncating(step.Share * step.Factor),
            T.CreateTruncating(step.Share * factors.OfWeight)
        );
        T* rows = (T*)Rows(tensor, step),
            state = (T*)Columns(tensor, step);
        var sums = default(FactoredSums);
        var end = Math.Min(tensor.Strips, (block + 1) * tensor.StripsABlock);
        for (var strip = block * tensor.StripsABlock; strip < end; strip++)
        {
            var (matrix, first) = (strip / tensor.StripsEach, strip % tensor.StripsEach * tensor.StripRows);
            var last = Math.Min(tensor.Rows, first + tensor.StripRows);
            var partial = columns + (strip * tensor.Columns);
            if (_phase == Phase.Square)
                new Span<T>(partial, tensor.Columns).Clear();
            var mean = Math.Max(factors.Least, tensor.Means[matrix]);
            for (var r = (matrix * tensor.Rows) + first; r < (matrix * tensor.Rows) + last; r++)
            {
                T* weight = weights + (r * tensor.Columns),
                    gradient = gradients + (r * tensor.Columns);
                if (_phase == Phase.Square)
                {
                    var square = FactoredKernel<T>.Square(gradient, partial, tensor.Columns, scale) / tensor.Columns;
                    if (rows != null)
                        rows[r] = T.CreateTruncating(factors.Towards(double.CreateTruncating(rows[r]), square));
                    continue;
                }

                var row = rows == null ? shared : shared with { Part = T.CreateTruncating(double.CreateTruncating(rows[r]) / mean) };
                var squares = state + (matrix * tensor.Columns);
                if (_phase == Phase.Measure)
                    sums += FactoredKernel<T>.Measure(weight, gradient, squares, tensor.Columns, row);
                else if (FactoredKernel<T>.Apply(weight, gradient, squares, tensor.Columns, row, _order.Protect))
                    sums = sums with { Overflown = true };
            }
        }

        tensor.Sums[block] = sums;
    }

    // columns lean towards the strips' sums, rows are averaged
    private void Follow<T>(FactoredTensor tensor, T* partial)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ref var step = ref _steps[tensor.Index];
        var factors = AdafactorFactors.Of(step, typeof(T) == typeof(double));
        T* rows = (T*)Rows(tensor, step),
            state = (T*)Columns(tensor, step);
        double doubt = 0;
        for (long matrix = 0; matrix < tensor.Matrices; matrix++)
        {
            double sum = 0;
            for (var r = matrix * tensor.Rows; rows != null && r < (matrix + 1) * tensor.Rows; r++)
                sum += double.CreateTruncating(rows[r]);
            tensor.Means[matrix] = sum / tensor.Rows;
            doubt += sum - sum;
            T* columns = state + (matrix * tensor.Columns),
                sums = partial + (matrix * tensor.StripsEach * tensor.Columns);
            for (var c = 0; c < tensor.Columns; c++)
            {
                double square = 0;
                for (long strip = 0; strip < tensor.StripsEach; strip++)
                    square += double.CreateTruncating(sums[(strip * tensor.Columns) + c]);
                columns[c] = T.CreateTruncating(factors.Towards(double.CreateTruncating(columns[c]), square / tensor.Rows));
                doubt += double.CreateTruncating(columns[c] - columns[c]);
            }
        }

        tensor.Broken = doubt != 0;
    }

    // a vector has no rows to average
    private static void* Rows(FactoredTensor tensor, in FusedStep step) => tensor.IsVector ? null : (void*)step.A;

    private static void* Columns(FactoredTensor tensor, in FusedStep step) => (void*)(tensor.IsVector ? step.A : step.B);

    private void Judge(FactoredTensor tensor, ParameterUpdate[] updates)
    {
        ref var step = ref _steps[tensor.Index];
        if (_table.Gradients[tensor.Index] == null)
        {
            if (_order.Caps.Length > 0)
                updates[tensor.Index] = new(0, double.NaN, 1);
            return;
        }

        var sums = default(FactoredSums);
        foreach (var part in tensor.Sums)
            sums += part;
        var count = _table.Infos[tensor.Index].Count;
        var factors = AdafactorFactors.Of(step, _table.Types[tensor.Index] == ScalarType.Float64);
        (step.Factor, step.Share, step.WeightNorm) = (factors.OfUpdate(sums.Update, sums.Weight, count), 1, Math.Sqrt(sums.Weight));
        // |a u + b w|² from |u|², |w|² and |u + w|²
        var product = (sums.Both - sums.Update - sums.Weight) * step.Factor * factors.OfWeight;
        var squares = (sums.Update * step.Factor * step.Factor) + product + (sums.Weight * factors.OfWeight * factors.OfWeight);
        step.ChangeNorm = tensor.Broken ? double.NaN : Math.Sqrt(Math.Max(squares, 0));
        if (_order.Caps.Length > 0)
        {
            updates[tensor.Index] = _order.Limit(_table, tensor.Index, step.ChangeNorm, step.WeightNorm);
            step.Share = updates[tensor.Index].Scale;
        }
        else if (_order.Protect && !double.IsFinite(step.ChangeNorm))
        {
            step.Share = 0;
        }

        step.Broken = step.Share == 0;
    }
}
