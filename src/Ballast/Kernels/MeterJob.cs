using TorchSharp;
using static TorchSharp.torch;

namespace Ballast;

/// <summary>Measures every gradient (or every weight) of a table in host memory, chunk by chunk.</summary>
internal sealed unsafe class MeterJob(ParameterTable table, bool ofWeights) : KernelJob
{
    private readonly GradientSums[] _sums = new GradientSums[table.Plan.Chunks.Length];

    public void Run() => RunAll(table.Plan.Blocks);

    protected override void Run(int block)
    {
        var (first, end) = table.Plan.ChunksOf(block);
        for (var i = first; i < end; i++)
        {
            var chunk = table.Plan.Chunks[i];
            var values = ofWeights ? table.Weights[chunk.Tensor] : table.Gradients[chunk.Tensor];
            _sums[i] =
                values == null
                    ? default
                    : table.Types[chunk.Tensor] switch
                    {
                        ScalarType.Float32 => GradientKernel.Measure((float*)values + chunk.Start, chunk.Length),
                        ScalarType.Float64 => GradientKernel.Measure((double*)values + chunk.Start, chunk.Length),
                        _ => GradientKernel.Measure((BFloat16*)values + chunk.Start, chunk.Length),
                    };
        }
    }

    /// <summary>The norm, the peak of the finite values and the non-finite count of one tensor, chunks added in order.</summary>
    public (double Norm, double Peak, long NonFinite) Of(int tensor)
    {
        double scale = 0,
            squares = 0,
            peak = 0;
        long nonFinite = 0;
        var (first, end) = (table.Plan.FirstChunk[tensor], table.Plan.FirstChunk[tensor + 1]);
        for (var i = first; i < end; i++)
            scale = Math.Max(scale, _sums[i].Scale);
        for (var i = first; i < end; i++)
        {
            ref readonly var s = ref _sums[i];
            var relative = scale == 0 ? 0 : s.Scale / scale;
            squares += s.Squares * (relative * relative);
            peak = Math.Max(peak, s.Peak);
            nonFinite += s.NonFinite;
        }

        return (scale * Math.Sqrt(squares), peak, nonFinite);
    }
}
