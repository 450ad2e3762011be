using System.Numerics;
using TorchSharp;
using static TorchSharp.torch;

namespace Ballast;

/// <summary>
/// One step of one update rule over all parameters: one pass, or where a cap is asked two phases, wave by wave, so that the
/// second phase of tensors that fit the cache reads no main memory.
/// </summary>
internal sealed unsafe class UpdateJob<TFloat, TDouble> : KernelJob
    where TFloat : struct, IUpdateRule<TFloat, float>
    where TDouble : struct, IUpdateRule<TDouble, double>
{
    private enum Phase { Whole, Propose, Apply }

    private ParameterTable _table = null!;
    private FusedStep[] _steps = [];
    private StepOrder _order;
    private ChangeSums[] _sums = [];
    private bool[] _broken = [];
    private ParameterUpdate[] _updates = [];
    private readonly Scratch _change = new();   // of one wave: 8 bytes a value, so that it holds float64 too
    private Phase _phase;
    private int _firstBlock, _endBlock;

    public void Run(ParameterTable table, FusedStep[] steps, in StepOrder order, ParameterUpdate[] updates)
    {
        (_table, _steps, _order, _updates) = (table, steps, order, updates);
        if (_broken.Length != table.Plan.Chunks.Length) (_sums, _broken) = (new ChangeSums[table.Plan.Chunks.Length], new bool[table.Plan.Chunks.Length]);
        if (order.Caps.Length == 0)
        {
            Do(Phase.Whole, 0, table.Plan.Blocks);
        }
        else
        {
            _change.Reserve(table.Plan.LongestWave * sizeof(double));
            foreach (var wave in table.Plan.Waves)
            {
                Do(Phase.Propose, wave.FirstBlock, wave.EndBlock);
                for (var tensor = wave.FirstTensor; tensor < wave.EndTensor; tensor++) Judge(tensor);
                Do(Phase.Apply, wave.FirstBlock, wave.EndBlock);
            }
        }

        if (!order.Protect) return;
        for (var i = 0; i < _broken.Length; i++)
            if (_broken[i]) steps[table.Plan.Chunks[i].Tensor].Broken = true;
    }

    protected override void Run(int block)
    {
        // phase two goes backwards: what phase one touched last is still in the cache
        var (first, end) = _table.Plan.ChunksOf(_phase == Phase.Apply ? _endBlock - 1 - block : _firstBlock + block);
        for (var i = first; i < end; i++)
        {
            var chunk = _table.Plan.Chunks[i];
            if (_table.Gradients[chunk.Tensor] == null) continue;
            switch (_table.Types[chunk.Tensor])
            {
                case ScalarType.Float32: Direct<TFloat, float>(i, chunk); break;
                case ScalarType.Float64: Direct<TDouble, double>(i, chunk); break;
                default: Widened(i, chunk); break;
            }
        }
    }

    private void Do(Phase phase, int firstBlock, int endBlock)
    {
        (_phase, _firstBlock, _endBlock) = (phase, firstBlock, endBlock);
        RunAll(endBlock - firstBlock);
    }

    private void Judge(int tensor)
    {
        if (_table.Gradients[tensor] == null)
        {
            _updates[tensor] = new(0, double.NaN, 1);
            return;
        }

        double change = 0, weight = 0;
        var broken = false;
        for (var i = _table.Plan.FirstChunk[tensor]; i < _table.Plan.FirstChunk[tensor + 1]; i++)
        {
            change += _sums[i].Change;
            weight += _sums[i].Weight;
            broken |= _sums[i].Broken;
        }

        var update = new UpdateReading(_table.Infos[tensor], broken ? double.NaN : Math.Sqrt(change), Math.Sqrt(weight), _order.Step, _order.Horizon, _table.Limited[tensor]);
        _updates[tensor] = new(update.ChangeNorm, update.WeightNorm, Caps.Share(_order.Caps, update));
        _steps[tensor].Broken = _updates[tensor].Scale == 0;
    }

    private void Direct<TRule, T>(int index, Chunk chunk)
        where TRule : struct, IUpdateRule<TRule, T> where T : unmanaged, IFloatingPointIeee754<T>
    {
        ref var step = ref _steps[chunk.Tensor];
        var span = new UpdateSpan<T>
        {
            Weight = (T*)_table.Weights[chunk.Tensor] + chunk.Start, Gradient = (T*)_table.Gradients[chunk.Tensor] + chunk.Start,
            A = (T*)step.A + chunk.Start, B = (T*)step.B + chunk.Start, C = (T*)step.C + chunk.Start, D = (T*)step.D + chunk.Start,
            Change = ChangeAt<T>(chunk.InWave), Count = chunk.Length,
        };
        Dispatch<TRule, T>(index, chunk.Tensor, TRule.At(step.Hyperparameters, step.State.Step), span);
    }

    // bfloat16 weights and gradients are widened block by block in the first-level cache; the state is float32
    private void Widened(int index, Chunk chunk)
    {
        const int Width = 512;
        ref var step = ref _steps[chunk.Tensor];
        var rule = TFloat.At(step.Hyperparameters, step.State.Step);
        float* weights = stackalloc float[Width], gradients = stackalloc float[Width];
        var sums = default(ChangeSums);
        var broken = false;
        for (var i = 0; i < chunk.Length; i += Width)
        {
            var start = chunk.Start + i;
            var stored = (BFloat16*)_table.Weights[chunk.Tensor] + start;
            var span = new UpdateSpan<float>
            {
                Weight = weights, Gradient = gradients, Count = Math.Min(Width, chunk.Length - i),
                A = (float*)step.A + start, B = (float*)step.B + start, C = (float*)step.C + start, D = (float*)step.D + start,
                Change = ChangeAt<float>(chunk.InWave + i),
            };
            BFloat16.Widen(stored, weights, span.Count);
            BFloat16.Widen((BFloat16*)_table.Gradients[chunk.Tensor] + start, gradients, span.Count);
            Dispatch<TFloat, float>(index, chunk.Tensor, rule, span);
            sums = new(sums.Change + _sums[index].Change, sums.Weight + _sums[index].Weight, sums.Broken | _sums[index].Broken);
            broken |= _broken[index];
            if (_phase != Phase.Propose) BFloat16.Narrow(weights, stored, span.Count);
        }

        (_sums[index], _broken[index]) = (sums, broken);
    }

    private T* ChangeAt<T>(long index) where T : unmanaged => _phase == Phase.Whole ? null : (T*)_change.At + index;

    private void Dispatch<TRule, T>(int index, int tensor, in TRule rule, in UpdateSpan<T> span)
        where TRule : struct, IUpdateRule<TRule, T> where T : unmanaged, IFloatingPointIeee754<T>
    {
        var scale = T.CreateTruncating(_order.Verdict.ScaleOf(tensor) * _order.Unscale);
        switch (_phase)
        {
            case Phase.Whole:
                _broken[index] = UpdateKernel<TRule, T>.Step(rule, span, scale, _order.Protect);
                break;
            case Phase.Propose:
                _sums[index] = UpdateKernel<TRule, T>.Propose(rule, span, scale);
                _broken[index] = false;
                break;
            case Phase.Apply when _updates[tensor].Scale > 0:
                _broken[index] = UpdateKernel<TRule, T>.Apply(span, T.CreateTruncating(_updates[tensor].Scale));
                break;
            default: break;   // a change that is not finite: the weights stay
        }
    }
}
