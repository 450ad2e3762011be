using static Ballast.SetupConstants;
using static TorchSharp.torch;

namespace Ballast;

/// <summary>
/// The last touch to a network that was repaired. Unit outputs everywhere are usual, but under an exponential, a sum or a loop they are
/// still more than what the loss wants of a network that knows nothing. So all matrices are made so much smaller that most is gone of what
/// the loss can fall that way: it is to begin at the loss of an answer that says nothing, and not above.
/// </summary>
internal sealed class WeightEase(nn.Module model, BatchLosses losses)
{
    private const double StepsPerHalving = 8;
    private const int Steps = 24; // down to an eighth

    /// <summary>Eases the weights; null if that is no gain.</summary>
    public string? Run()
    {
        using var ray = new WeightRay(model, losses);
        (double Factor, double Loss)[] tried =
        [
            .. Enumerable
                .Range(0, Steps + 1)
                .Select(step => Math.Pow(0.5, step / StepsPerHalving))
                .Select(factor => (factor, WeightRay.Middle(ray.At(factor)))),
        ];
        var (start, least) = (tried[0].Loss, tried.Min(it => it.Loss));
        var isWorth = double.IsFinite(start) && start - least > LeastEase * Math.Abs(start);
        var (best, loss) = isWorth ? tried.First(it => it.Loss <= least + (EasedLoss * (start - least))) : tried[0];
        ray.At(best);
        return best < 1 ? WeightRay.Words(best, start, loss) : null;
    }
}
