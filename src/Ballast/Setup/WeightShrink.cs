using static Ballast.SetupConstants;
using static TorchSharp.torch;

namespace Ballast;

/// <summary>
/// The last resort of set-up, where no module shows the trouble (weights used without a module, products of embeddings): if the
/// loss falls tenfold when all matrices are made smaller together, the network explodes, whatever it is made of.
/// </summary>
internal sealed class WeightShrink(nn.Module model, BatchLosses losses)
{
    private const int Halvings = 20; // of the variance: down to a thousandth of the size

    /// <summary>True if most of the loss is in the size of the weights. Two layers with outputs as large as their targets have 2.</summary>
    public static bool IsSuspected(Probe probe) => probe.Slope > ShrinkSlope;

    /// <summary>Tries, and keeps what is worth it; null if nothing is.</summary>
    public string? Run()
    {
        using var ray = new WeightRay(model, losses);
        var start = ray.At(1);
        (double Factor, double[] Losses)[] tried =
        [
            .. Enumerable.Range(1, Halvings).Select(halvings => Math.Pow(0.5, 0.5 * halvings)).Select(factor => (factor, ray.At(factor))),
        ];
        // the least change that does
        var lowest = tried.Min(other => WeightRay.Middle(other.Losses));
        var (best, least) = tried.First(it => !(WeightRay.Middle(it.Losses) > (lowest < 0 ? lowest / NearlyLeast : NearlyLeast * lowest)));
        var worth =
            best > tried[^1].Factor // else it only falls on: a loss that wants no outputs at all says nothing
            && IsWorth(WeightRay.Middle(start), WeightRay.Middle(least))
            && IsWorth(start[0], least[0]); // where one batch is as usual, it is the data
        ray.At(worth ? best : 1);
        return worth ? WeightRay.Words(best, WeightRay.Middle(start), WeightRay.Middle(least)) : null;
    }

    // of what is below 0 already a share says nothing
    private static bool IsWorth(double before, double after) => double.IsFinite(after) && !(before <= 0) && !(after >= ShrunkLoss * before);
}
