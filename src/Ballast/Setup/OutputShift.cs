using System.Globalization;
using TorchSharp;
using static Ballast.SetupConstants;
using static TorchSharp.torch;

namespace Ballast;

/// <summary>
/// Where no single head can be brought near its place (counts per hour where years were meant, under an exponential; experts that
/// are mixed): shifts the biases of all heads together, along the mean gradient of each column, if the loss falls tenfold that way.
/// </summary>
internal sealed class OutputShift(nn.Module model, IReadOnlyList<WeightedModule> heads)
{
    private const double StepsPerDoubling = 4;
    private const int FirstStep = -80,
        LastStep = 40; // 2^-20 to 2^10 times the mean gradient

    /// <summary>Looks along the line by one batch; null if that is no gain, or the loss only falls on.</summary>
    public string? Run(Func<Tensor> loss)
    {
        if (heads.Any(head => head.Bias is null))
            return null;
        using var scope = NewDisposeScope();
        using var quiet = new Undisturbed(model);
        var (start, shifts) = Pull(loss);
        if (shifts is null)
            return null;
        using var off = no_grad();
        Tensor[] biases = [.. heads.Select(head => head.Bias!.clone())];
        double At(int step)
        {
            for (var i = 0; i < biases.Length; i++)
                heads[i].Bias!.copy_(biases[i].sub(shifts[i].Times(Math.Pow(2, step / StepsPerDoubling))));
            return BatchLosses.Of(loss);
        }

        var best = Enumerable.Range(FirstStep, LastStep - FirstStep + 1).MinBy(At);
        var least = At(best);
        if (best < LastStep && least < ShiftedLoss * start)
            return string.Create(
                CultureInfo.InvariantCulture,
                $"outputs shifted where the loss wants them: it falls from {start:g3} to {least:g3}"
            );
        for (var i = 0; i < biases.Length; i++)
            heads[i].Bias!.copy_(biases[i]);
        return null;
    }

    private (double Loss, Tensor[]? Shifts) Pull(Func<Tensor> loss)
    {
        using var listener = new Listener(model, columnsMayDiffer: false);
        var value = loss();
        value.backward();
        Tensor?[] means = [.. heads.Select(listener.MeanGradientOf)];
        return (LossValue.Read(value), means.All(mean => mean is not null) ? [.. means.Select(mean => mean!.clone())] : null);
    }
}
