using static TorchSharp.torch;

namespace Ballast;

/// <summary>
/// What the self-test computes. Chosen on machines with the fault of docs/wrong-machines.md, so that many of them are wrong there whatever
/// memory held before, and so that every kind of kernel that a network of the zoo uses comes in once.
/// </summary>
internal static class MachineChecks
{
    private static readonly ConvolutionCheck[] s_convolutions =
    [
        new(1, 8, 1, 9) { Size = 32 },
        new(1, 1, 8, 5) { Size = 16, Stride = 2 },
        new(2, 3, 8, 3),
        new(2, 24, 16, 3) { Dilation = 2 },
        new(2, 8, 8, 3) { Groups = 8 },
        new(3, 1, 4, 3) { Size = 4 },
        new(1, 4, 3, 4)
        {
            Transposed = true,
            Stride = 2,
            Size = 8,
        },
        new(2, 16, 8, 3) { Transposed = true },
        new(3, 3, 1, 3) { Transposed = true, Size = 4 },
    ];

    /// <summary>All there are.</summary>
    public static IReadOnlyList<MachineCheck> All { get; } = For(recurrent: true, bfloat16: true);

    /// <summary>Those of float32 that cost little in a process that has computed nothing yet, and others on demand.</summary>
    /// <param name="recurrent">LSTMs too: their first use costs .NET some hundred milliseconds.</param>
    /// <param name="bfloat16">bfloat16 too: with its first product libtorch asks for AMX, which changes the process
    /// (<see cref="SignalStack"/>).</param>
    public static IReadOnlyList<MachineCheck> For(bool recurrent, bool bfloat16) =>
        [
            .. Of(ScalarType.Float32, s_convolutions),
            .. bfloat16 ? Of(ScalarType.BFloat16, s_convolutions.Where((_, i) => i % 2 == 0)) : [],
            .. recurrent ? Recurrent(ScalarType.Float32) : [],
            .. recurrent && bfloat16 ? Recurrent(ScalarType.BFloat16) : [],
        ];

    private static IEnumerable<MachineCheck> Of(ScalarType type, IEnumerable<ConvolutionCheck> convolutions) =>
        [
            .. convolutions.Select(it => Check(it.Name, type, it.Compute)),
            Check("matrix product", type, Product),
            Check("products of batches", type, BatchedProducts),
            Check("sums, means and exponentials", type, Reductions),
        ];

    private static MachineCheck[] Recurrent(ScalarType type) =>
        [Check("LSTM", type, LstmCheck.WithGradients), Check("LSTM without gradients", type, LstmCheck.WithoutGradients)];

    private static MachineCheck Check(string name, ScalarType type, Func<ScalarType, Device, Tensor[]> compute) =>
        new($"{name}, {(type == ScalarType.BFloat16 ? "bfloat16" : "float32")}", type, compute);

    private static Tensor[] Product(ScalarType type, Device device) => Differentiated(matmul, type, device, [33, 65], [65, 17]);

    private static Tensor[] BatchedProducts(ScalarType type, Device device) => Differentiated(bmm, type, device, [5, 7, 20], [5, 20, 6]);

    private static Tensor[] Differentiated(Func<Tensor, Tensor, Tensor> product, ScalarType type, Device device, long[] left, long[] right)
    {
        Tensor a = WholeNumbers.Of(type, device, 1, left).requires_grad_(),
            b = WholeNumbers.Of(type, device, 2, right).requires_grad_();
        var y = product(a, b);
        y.backward([WholeNumbers.Of(type, device, 3, y.shape)]);
        return [y, a.grad!, b.grad!];
    }

    private static Tensor[] Reductions(ScalarType type, Device device)
    {
        using var off = no_grad();
        var x = WholeNumbers.Of(type, device, 1, 37, 53);
        return [x.sum(), x.mean([0L]), x.amax([1L]), x.logsumexp(1), x.softmax(1), x.exp(), x.tanh()];
    }
}
