using CsCheck;
using TorchSharp;
using static TorchSharp.torch;

namespace Ballast.Tests;

/// <summary>
/// Whatever machine this runs on, after the self-test its convolutions agree with float64: outputs, and gradients of inputs and weights.
/// </summary>
public sealed class ConvolutionTests
{
    private const int Trials = 150;
    private static readonly int[] s_groups = [1, 1, 2, 8],
        s_kernels = [1, 2, 3, 5, 9];

    private static readonly Gen<ConvolutionCheck> s_shapes =
        from dimensions in Gen.Int[1, 3]
        from transposed in Gen.Bool
        from sharing in Gen.Int[0, 3]
        from inputs in Gen.Int[1, 24]
        from outputs in Gen.Int[1, 24]
        from extent in Gen.Int[0, 4]
        from stride in Gen.Int[1, 3]
        from dilation in Gen.Int[1, 2]
        from size in Gen.Int[1, 33]
        let groups = s_groups[sharing]
        let kernel = s_kernels[extent]
        select new ConvolutionCheck(
            dimensions,
            Multiple(inputs, groups),
            Multiple(outputs, groups),
            dimensions == 1 ? kernel : Math.Min(kernel, 5)
        )
        {
            Transposed = transposed,
            Stride = stride,
            Dilation = dilation,
            Groups = groups,
            Size = Math.Max(
                dilation * (Math.Min(kernel, 9) - 1) + 1,
                dimensions == 1 ? size
                    : dimensions == 2 ? size / 3
                    : size / 6
            ),
        };

    [Theory]
    [InlineData(ScalarType.Float32)]
    [InlineData(ScalarType.BFloat16)]
    public void Agree_with_float64(ScalarType type) =>
        s_shapes.Sample(
            shape =>
            {
                // without AVX-512 libtorch adds up an input gradient's 125 terms in bfloat16: 4 % of the largest, in one of 5,000 values
                var check = new MachineCheck(shape.Name, type, shape.Compute) { Slack = shape.Dimensions == 3 ? 3 : 1 };
                Assert.True(check.Agrees(it => it.Compute(it.Type, CPU), CPU), $"{shape} in {type}");
            },
            iter: Trials,
            threads: 1
        );

    [Theory]
    [InlineData("plain-cnn", new long[] { 1, 12, 12 })]
    [InlineData("plain-cnn", new long[] { 3, 32, 20 })]
    [InlineData("resnet", new long[] { 1, 9, 9 })]
    [InlineData("resnet", new long[] { 3, 16, 16 })]
    [InlineData("mlp", new long[] { 17 })]
    [InlineData("rnn", new long[] { 6, 4 })]
    [InlineData("gru", new long[] { 6, 4 })]
    [InlineData("lstm", new long[] { 6, 4 })]
    [InlineData("transformer", new long[] { 6, 4 })]
    public void Models_of_the_zoo_agree_with_float64(string name, long[] shape)
    {
        using var scope = NewDisposeScope();
        var x = WholeNumbers.Of(ScalarType.Float32, CPU, 7, [8, .. shape]);
        var (exact, found) = (Passed(ScalarType.Float64), Passed(ScalarType.Float32));
        var largest = exact.Max(it => it.Value.abs().max().item<double>()); // of some the gradient is 0, but for rounding
        foreach (var ((part, right), (_, value)) in exact.Zip(found))
            Assert.True((value.to(ScalarType.Float64) - right).abs().max().item<double>() <= 1e-4 * largest, $"{part} of {name}");

        List<(string Part, Tensor Value)> Passed(ScalarType type)
        {
            var model = Models.Create(name, shape, 3, new() { Seed = 5 });
            model.to(type);
            model.eval();
            using (no_grad())
                model.call(x.to(type)); // by the kernels for prediction
            FreedMemory.Poison([.. model.parameters()], type, CPU);
            var output = model.call(x.to(type));
            output.mul(output).mean().backward();
            return
            [
                ("output", output),
                .. model.named_parameters().Where(p => p.parameter.grad is not null).Select(p => (p.name, p.parameter.grad!)),
            ];
        }
    }

    private static int Multiple(int channels, int of) => (channels + of - 1) / of * of;
}
