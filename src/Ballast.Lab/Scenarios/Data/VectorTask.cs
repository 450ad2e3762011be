using static TorchSharp.torch;

namespace Ballast.Lab;

/// <summary>y = A x + 2 tanh(B x), each output standardised, of standard normal inputs.</summary>
public sealed class VectorTask
{
    private const int Sample = 20_000,
        CleanPoints = 1000;
    private readonly Tensor _linear,
        _bent,
        _std;
    private readonly int _inputs;
    private readonly ulong _seed;

    /// <summary>A task of so many inputs and outputs; the same for the same seed.</summary>
    public VectorTask(int inputs, int outputs, ulong seed)
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(seed);
        (_inputs, _seed) = (inputs, seed);
        (_linear, _bent) = (Directions(inputs, outputs, generator), Directions(inputs, outputs, generator));
        _std = Raw(randn([Sample, inputs], generator: generator)).std(0, keepdim: true).DetachFromDisposeScope();
    }

    /// <summary>So many inputs and their outputs.</summary>
    public (Tensor X, Tensor Y) Draw(int count, Generator generator)
    {
        var x = randn([count, _inputs], generator: generator);
        return (x, Of(x));
    }

    /// <summary>The outputs of inputs [n, inputs].</summary>
    public Tensor Of(Tensor x) => Raw(x).div(_std);

    /// <summary>The same points each time.</summary>
    public (Tensor X, Tensor Y) Clean()
    {
        using var generator = new Generator(_seed + 1);
        return Draw(CleanPoints, generator);
    }

    private Tensor Raw(Tensor x) => x.matmul(_linear).Plus(x.matmul(_bent).tanh_().Scale(2));

    private static Tensor Directions(int inputs, int outputs, Generator generator)
    {
        var directions = randn([inputs, outputs], generator: generator);
        return directions.div(directions.norm(0, keepdim: true)).DetachFromDisposeScope();
    }
}
