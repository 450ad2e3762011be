using System.Numerics;
using TorchSharp;
using static TorchSharp.torch;

namespace Ballast;

/// <summary>
/// One step of one update rule over the parameters of its engine: one pass, or where a cap is asked or the rule measures its
/// change two phases, wave by wave: the step is taken and measured, and taken again where less of it is wanted.
/// </summary>
/// <param name="engine">Which of the optimizer's engines this is: parameters of others are passed over.</param>
internal sealed unsafe class UpdateJob<TFloat, TDouble>(int engine) : KernelJob
    where TFloat : struct, IUpdateRule<TFloat, float>
    where TDouble : struct, IUpdateRule<TDouble, double>
{
    private enum Phase
    {
        Gauge,
        Whole,
        Try,
        Retake,
    }

    private ParameterTable _table = null!;
    private FusedStep[] _steps = [];
    private StepOrder _order;
    private ChangeSums[] _sums = [];
    private bool[] _broken = [];
    private ParameterUpdate[] _updates = [];
    private readonly Scratch _change = new(),
        _old = new(); // of one wave: 8 bytes a value, so that they hold float64 too
    private Phase _phase;
    private int _firstBlock,
        _endBlock;

    public void Run(ParameterTable table, FusedStep[] steps, in StepOrder order, ParameterUpdate[] updates)
    {
        Take(table, steps, order);
        _updates = updates;
        var twoPhases = order.Caps.Length > 0 || TFloat.Measures == Measuring.After;
        if (!twoPhases && TFloat.Measures == Measuring.Nothing)
        {
            Do(Phase.Whole, 0, table.Plan.Blocks);
        }
        else
        {
            if (twoPhases)
            {
                _change.Reserve(table.Plan.LongestWave * sizeof(double));
                _old.Reserve(table.Plan.LongestWave * sizeof(double));
            }

            foreach (var wave in table.Plan.Waves)
            {
                if (TFloat.Measures == Measuring.Before)
                    Gauge(wave);
                if (!twoPhases)
                {
                    Do(Phase.Whole, wave.FirstBlock, wave.EndBlock);
                    continue;
                }

                Do(Phase.Try, wave.FirstBlock, wave.EndBlock);
                var stands = true;
                for (var tensor = wave.FirstTensor; tensor < wave.EndTensor; tensor++)
                    if (steps[tensor].Engine == engine)
                        stands &= Judge(tensor);
                if (!stands)
                    Do(Phase.Retake, wave.FirstBlock, wave.EndBlock);
            }
        }

        if (!order.Protect)
            return;
        for (var i = 0; i < _broken.Length; i++)
            if (_broken[i])
                steps[table.Plan.Chunks[i].Tensor].Broken = true;
    }

    /// <summary>Measures what the rule gauges into every parameter's step, and changes nothing.</summary>
    public void Gauge(ParameterTable table, FusedStep[] steps, in StepOrder order)
    {
        Take(table, steps, order);
        foreach (var wave in table.Plan.Waves)
            Gauge(wave);
    }

    protected override void Run(int block)
    {
        // phase two goes backwards: what phase one touched last is still in the cache
        var (first, end) = _table.Plan.ChunksOf(_phase == Phase.Retake ? _endBlock - 1 - block : _firstBlock + block);
        for (var i = first; i < end; i++)
        {
            var chunk = _table.Plan.Chunks[i];
            if (_table.Gradients[chunk.Tensor] == null || _steps[chunk.Tensor].Engine != engine)
                continue;
            if (_phase == Phase.Retake && _steps[chunk.Tensor].Stands)
                continue;
            switch (_table.Types[chunk.Tensor])
            {
                case ScalarType.Float32:
                    Direct<TFloat, float>(i, chunk);
                    break;
                case ScalarType.Float64:
                    Direct<TDouble, double>(i, chunk);
                    break;
                default:
                    Widened(i, chunk);
                    break;
            }
        }
    }

    private void Take(ParameterTable table, FusedStep[] steps, in StepOrder order)
    {
        (_table, _steps, _order) = (table, steps, order);
        if (_broken.Length != table.Plan.Chunks.Length)
            (_sums, _broken) = (new ChangeSums[table.Plan.Chunks.Length], new bool[table.Plan.Chunks.Length]);
    }

    private void Do(Phase phase, int firstBlock, int endBlock)
    {
        (_phase, _firstBlock, _endBlock) = (phase, firstBlock, endBlock);
        RunAll(endBlock - firstBlock);
    }

    private void Gauge(Wave wave)
    {
        Do(Phase.Gauge, wave.FirstBlock, wave.EndBlock);
        for (var tensor = wave.FirstTensor; tensor < wave.EndTensor; tensor++)
        {
            if (_steps[tensor].Engine != engine || _table.Gradients[tensor] == null)
                continue;
            var sums = Total(tensor);
            (_steps[tensor].GaugeNorm, _steps[tensor].WeightNorm) = (Math.Sqrt(sums.Gauge), Math.Sqrt(sums.Weight));
        }
    }

    private ChangeSums Total(int tensor)
    {
        var sums = default(ChangeSums);
        for (var i = _table.Plan.FirstChunk[tensor]; i < _table.Plan.FirstChunk[tensor + 1]; i++)
            sums += _sums[i];
        return sums;
    }

    // whether the change stands as it was tried
    private bool Judge(int tensor)
    {
        ref var step = ref _steps[tensor];
        if (_table.Gradients[tensor] == null)
        {
            if (_order.Caps.Length > 0)
                _updates[tensor] = new(0, double.NaN, 1);
            return true;
        }

        var sums = Total(tensor);
        (step.GaugeNorm, step.WeightNorm, step.ChangeNorm) = (Math.Sqrt(sums.Gauge), Math.Sqrt(sums.Weight), Math.Sqrt(sums.Change));
        step.Factor = TFloat.Measures == Measuring.After ? TFloat.Factor(step.Facts(_table.Infos[tensor])) : 1;
        step.Share = 1;
        var change = sums.Broken ? double.NaN : step.ChangeNorm * step.Factor;
        if (_order.Caps.Length > 0)
        {
            _updates[tensor] = _order.Limit(_table, tensor, change, step.WeightNorm);
            step.Share = _updates[tensor].Scale;
        }
        else if (_order.Protect && !double.IsFinite(change))
        {
            step.Share = 0;
        }

        step.Broken = step.Share == 0;
        return step.Stands;
    }

    private void Direct<TRule, T>(int index, Chunk chunk)
        where TRule : struct, IUpdateRule<TRule, T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ref var step = ref _steps[chunk.Tensor];
        var span = new UpdateSpan<T>
        {
            Weight = (T*)_table.Weights[chunk.Tensor] + chunk.Start,
            Gradient = (T*)_table.Gradients[chunk.Tensor] + chunk.Start,
            A = (T*)step.A + chunk.Start,
            B = (T*)step.B + chunk.Start,
            C = (T*)step.C + chunk.Start,
            D = (T*)step.D + chunk.Start,
            Change = At<T>(_change, chunk.InWave),
            Old = At<T>(_old, chunk.InWave),
            Count = chunk.Length,
        };
        Dispatch<TRule, T>(index, chunk.Tensor, TRule.At(step.Facts(_table.Infos[chunk.Tensor])), span);
    }

    // bfloat16 weights and gradients are widened block by block in the first-level cache; the state is float32, and so is the copy of a
    // weight, in whose place the rule then works
    private void Widened(int index, Chunk chunk)
    {
        const int Width = 512;
        ref var step = ref _steps[chunk.Tensor];
        var rule = TFloat.At(step.Facts(_table.Infos[chunk.Tensor]));
        float* weights = stackalloc float[Width],
            gradients = stackalloc float[Width];
        var sums = default(ChangeSums);
        var broken = false;
        for (var i = 0; i < chunk.Length; i += Width)
        {
            var start = chunk.Start + i;
            var stored = (BFloat16*)_table.Weights[chunk.Tensor] + start;
            var span = new UpdateSpan<float>
            {
                Weight = step.Master == 0 ? weights : (float*)step.Master + start,
                Gradient = gradients,
                Count = Math.Min(Width, chunk.Length - i),
                A = (float*)step.A + start,
                B = (float*)step.B + start,
                C = (float*)step.C + start,
                D = (float*)step.D + start,
                Change = At<float>(_change, chunk.InWave + i),
                Old = At<float>(_old, chunk.InWave + i),
            };
            if (step.Master == 0)
                BFloat16.Widen(stored, weights, span.Count);
            else
                BFloat16.Follow(stored, span.Weight, span.Count);
            BFloat16.Widen((BFloat16*)_table.Gradients[chunk.Tensor] + start, gradients, span.Count);
            Dispatch<TFloat, float>(index, chunk.Tensor, rule, span);
            sums += _sums[index];
            broken |= _broken[index];
            if (_phase != Phase.Gauge)
                BFloat16.Narrow(span.Weight, stored, span.Count);
        }

        (_sums[index], _broken[index]) = (sums, broken);
    }

    private T* At<T>(Scratch scratch, long index)
        where T : unmanaged => _phase is Phase.Whole or Phase.Gauge ? null : (T*)scratch.At + index;

    private void Dispatch<TRule, T>(int index, int tensor, in TRule rule, in UpdateSpan<T> span)
        where TRule : struct, IUpdateRule<TRule, T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ref var step = ref _steps[tensor];
        var scale = T.CreateTruncating(_order.Verdict.ScaleOf(tensor) * _order.Unscale * step.Sign);
        switch (_phase)
        {
            case Phase.Gauge:
                _sums[index] = UpdateKernel<TRule, T>.Gauge(rule, span, scale);
                break;
            case Phase.Whole:
                _broken[index] = UpdateKernel<TRule, T>.Step(rule, span, scale, _order.Protect);
                break;
            case Phase.Try:
                _sums[index] = UpdateKernel<TRule, T>.Try(rule, span, scale, _order.Protect);
                _broken[index] = _sums[index].Overflown;
                break;
            case Phase.Retake:
                _broken[index] = UpdateKernel<TRule, T>.Retake(span, T.CreateTruncating(step.Share * step.Factor), _order.Protect);
                break;
        }
    }
}
