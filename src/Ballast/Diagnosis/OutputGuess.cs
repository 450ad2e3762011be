using static TorchSharp.torch;

namespace Ballast;

/// <summary>What the last operation of a model is: by the module that was called last or, where that is none, by the values.</summary>
internal static class OutputGuess
{
    private const double Near = 1e-4;

    /// <param name="output">What the model gave.</param>
    /// <param name="last">The type of the module that was called last.</param>
    /// <param name="isLast">Whether its output is the model's.</param>
    public static OutputForm Of(Tensor output, string last, bool isLast)
    {
        if (isLast)
            return last switch
            {
                "Softmax" or "Softmin" => OutputForm.Distribution,
                "LogSoftmax" => OutputForm.LogDistribution,
                "Sigmoid" => OutputForm.Probability,
                "Tanh" or "Softsign" => OutputForm.Bounded,
                "ReLU" or "ReLU6" => OutputForm.Rectified,
                _ => OutputForm.Free,
            };
        using var off = no_grad();
        using var scope = NewDisposeScope();
        var x = output.detach().to(ScalarType.Float64).cpu();
        if (x.numel() < 8 || x.ndim < 2 || !x.isfinite().all().item<bool>())
            return OutputForm.Free;
        var (low, high) = (x.min().item<double>(), x.max().item<double>());
        if (low >= 0 && (x.sum(-1).Minus(1)).abs().max().item<double>() < Near)
            return OutputForm.Distribution;
        if (high <= 0 && x.shape[^1] > 1 && x.logsumexp(-1).abs().max().item<double>() < Near)
            return OutputForm.LogDistribution;
        if (low == 0)
            return OutputForm.Rectified;
        return low > 0 && high < 1 ? OutputForm.Probability : OutputForm.Free;
    }
}
