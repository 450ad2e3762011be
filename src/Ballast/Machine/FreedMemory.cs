using static TorchSharp.torch;

namespace Ballast;

/// <summary>Memory that was freed a moment ago, from which the next result of the same size is made.</summary>
internal static class FreedMemory
{
    private const int Copies = 3;

    /// <summary>Leaves NaN in freed memory of these sizes, so that values which a kernel forgets to write show.</summary>
    public static void Poison(IEnumerable<Tensor> like, ScalarType type, Device device)
    {
        List<Tensor> filled = [];
        foreach (var tensor in like)
        {
            for (var i = 0; i < Copies; i++)
            {
                var poison = empty(tensor.shape, type, device);
                poison.Set(double.NaN);
                filled.Add(poison);
            }
        }

        foreach (var poison in filled)
            poison.Dispose();
    }
}
