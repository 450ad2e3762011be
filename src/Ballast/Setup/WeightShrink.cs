using System.Globalization;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Ballast;

/// <summary>
/// The last resort of set-up, where no module shows the trouble (weights used without a module, products of embeddings): if the
/// loss falls tenfold when all matrices are made smaller together, the network explodes, whatever it is made of.
/// </summary>
internal sealed class WeightShrink(nn.Module model, BatchLosses losses)
{
    private const double Worth = 0.1, Near = 1.05, Steep = 4;
    private const int Halvings = 20;   // of the variance: down to a thousandth of the size

    /// <summary>True if most of the loss is in the size of the weights. Two layers with outputs as large as their targets have 2.</summary>
    public static bool IsSuspected(Probe probe) => probe.Slope > Steep;

    /// <summary>Tries, and keeps what is worth it; null if nothing is.</summary>
    public string? Run()
    {
        using var scope = NewDisposeScope();
        using var off = no_grad();
        Parameter[] matrices = [.. model.parameters().Where(parameter => parameter.ndim >= 2)];
        Tensor[] copies = [.. matrices.Select(matrix => matrix.clone())];
        double[] At(int halvings)
        {
            foreach (var (matrix, copy) in matrices.Zip(copies)) matrix.copy_(copy).Scale(Factor(halvings));
            return losses.Sorted();
        }

        var start = At(0);
        (int Halvings, double[] Losses)[] tried = [.. Enumerable.Range(1, Halvings).Select(halvings => (halvings, At(halvings)))];
        var (best, least) = tried.First(it => !(Middle(it.Losses) > Near * tried.Min(other => Middle(other.Losses))));   // the least change that does
        var worth = best < Halvings   // else it only falls on: a loss that wants no outputs at all says nothing
            && IsWorth(Middle(start), Middle(least)) && IsWorth(start[0], least[0]);   // where one batch is as usual, it is the data
        At(worth ? best : 0);
        return worth ? string.Create(CultureInfo.InvariantCulture, $"all matrices times {Factor(best):g3}: the loss falls from {Middle(start):g3} to {Middle(least):g3}") : null;
    }

    private static bool IsWorth(double before, double after) => double.IsFinite(after) && !(after >= Worth * before);

    // a poisoned batch does not count
    private static double Middle(double[] losses) => losses[losses.Length / 2];

    private static double Factor(int halvings) => Math.Pow(0.5, 0.5 * halvings);
}
