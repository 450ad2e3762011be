using static TorchSharp.torch;

namespace MyTraining;

/// <summary>The data: points on two spirals that wind around each other. Put yours here: inputs [n, ...] and one class for each.</summary>
public static class Spirals
{
    public static (Tensor X, Tensor Y) Draw(int count, int seed)
    {
        var random = new Random(seed);
        var (x, y) = (new float[count, 2], new long[count]);
        for (var i = 0; i < count; i++)
        {
            var (turn, side) = (0.5 + (3 * random.NextDouble()), i % 2);
            var angle = (Math.PI * turn) + (Math.PI * side);
            (x[i, 0], x[i, 1]) = ((float)(turn * Math.Cos(angle)), (float)(turn * Math.Sin(angle)));
            y[i] = side;
        }

        return (tensor(x), tensor(y));
    }
}
