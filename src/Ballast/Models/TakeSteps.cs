using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Ballast;

/// <summary>
/// One vector of a sequence: [n, steps, width] to [n, width], the last step or the mean of all; of the real ones where some are padding.
/// </summary>
internal sealed class TakeSteps(bool mean, RealSteps? real = null) : Module<Tensor, Tensor>(nameof(TakeSteps))
{
    public override Tensor forward(Tensor x) =>
        real is not null ? real.Take(x, mean)
        : mean ? x.mean([1L])
        : x.select(1, -1);
}
