using TorchSharp;
using static TorchSharp.torch;

namespace Ballast;

/// <summary>A stretch of rows of one parameter; its sums go to <paramref name="At"/> and on.</summary>
internal readonly record struct RowSpan(int Parameter, long First, int Count, int Width, int At);

/// <summary>Measures every row of a list of stretches in host memory.</summary>
/// <param name="table">Where the weights are now.</param>
/// <param name="spans">What is measured: the unit of work.</param>
/// <param name="changes">Receives one sum of squares a row.</param>
/// <param name="befores">The same of the weights before.</param>
internal sealed unsafe class RowJob(ParameterTable table, RowSpan[] spans, double[] changes, double[] befores) : KernelJob
{
    private readonly nint[] _before = new nint[table.Parameters.Length];

    /// <summary>Measures against the given copies, which must be contiguous.</summary>
    public void Run(WeightCopy before)
    {
        for (var i = 0; i < _before.Length; i++)
            _before[i] = (nint)NativeTensor.Data(before[i].Handle);
        RunAll(spans.Length);
    }

    protected override void Run(int block)
    {
        var span = spans[block];
        void* now = table.Weights[span.Parameter],
            before = (void*)_before[span.Parameter];
        for (var row = 0; row < span.Count; row++)
        {
            var at = (span.First + row) * span.Width;
            (changes[span.At + row], befores[span.At + row]) = table.Types[span.Parameter] switch
            {
                ScalarType.Float32 => RowKernel.Measure((float*)now + at, (float*)before + at, span.Width),
                ScalarType.Float64 => RowKernel.Measure((double*)now + at, (double*)before + at, span.Width),
                _ => RowKernel.Measure((BFloat16*)now + at, (BFloat16*)before + at, span.Width),
            };
        }
    }
}
