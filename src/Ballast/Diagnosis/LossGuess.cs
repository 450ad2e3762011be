using System.Runtime.InteropServices;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn.functional;

namespace Ballast;

/// <summary>
/// Finds out by experiment what a loss function of the user's own computes: which of the known ones has the same value for the same
/// outputs and targets. Also the least loss that a constant answer can have, which every training has to beat.
/// </summary>
internal static class LossGuess
{
    private const double Near = 1e-3,
        Sure = 30; // beyond it a float32 sigmoid is 1

    private static readonly (string Name, Func<Tensor, Tensor, Tensor> Of)[] s_known =
    [
        ("cross-entropy", (o, y) => cross_entropy(o, y)),
        ("cross-entropy", (o, y) => cross_entropy(o.transpose(1, -1), y)),
        ("cross-entropy", (o, y) => (log_softmax(o, -1) * y).sum(-1).mean().neg()),
        ("bce-with-logits", (o, y) => binary_cross_entropy_with_logits(o.reshape(y.shape), y.to(o.dtype))),
        ("bce", (o, y) => BinaryCrossEntropy(o.reshape(y.shape), y.to(o.dtype))),
        ("cross-entropy-of-probabilities", (o, y) => nll_loss((o / o.sum(-1, keepdim: true)).Within(1e-7, 1 - 1e-7).log(), y)),
        ("cross-entropy-of-probabilities", (o, y) =>
            ((o / o.sum(-1, keepdim: true)).Within(1e-7, 1 - 1e-7).log() * y).sum(-1).mean().neg()
        ),
        ("nll", (o, y) => nll_loss(o, y)),
        ("mse", (o, y) => mse_loss(o.reshape(y.shape), y.to(o.dtype))),
        ("mse", (o, y) => mse_loss(o, one_hot(y, o.shape[^1]).to(o.dtype))),
        ("mae", (o, y) => l1_loss(o.reshape(y.shape), y.to(o.dtype))),
    ];

    /// <summary>The name of the loss, with a minus before it where its sign is turned round; empty where none fits.</summary>
    /// <param name="target">The targets.</param>
    /// <param name="seen">Outputs and the losses that they had.</param>
    public static string Name(Tensor target, params ReadOnlySpan<(Tensor Output, double Loss)> seen)
    {
        using var off = no_grad();
        using var scope = NewDisposeScope();
        foreach (var sign in (ReadOnlySpan<int>)[1, -1])
        foreach (var (name, of) in s_known)
            if (Fits(of, target, sign, seen))
                return sign > 0 ? name : $"-{name}";
        return "";
    }

    /// <summary>Outputs of the same kind that tell losses apart: where all rows are alike, many losses have the same value.</summary>
    public static Tensor Shaken(Tensor output)
    {
        using var scope = NewDisposeScope();
        var waves = Held.Arange(output.numel(), output.device).to(output.dtype).sin().Plus(3).Over(4).reshape(output.shape);
        return (output * waves).MoveToOuterDisposeScope();
    }

    /// <summary>
    /// Outputs that are sure of their answer, every second one of the opposite: logits of 30, or probabilities of 0 and 1.
    /// </summary>
    public static Tensor Confident(Tensor output)
    {
        using var scope = NewDisposeScope();
        var x = output.detach();
        var isShare = x.min().cpu().to(ScalarType.Float64).item<double>() >= 0 && x.max().cpu().to(ScalarType.Float64).item<double>() <= 1;
        var signs = Held.Arange(x.numel(), x.device).to(ScalarType.Float64).Times(2.4).sin().sign().reshape(x.shape);
        var sure = isShare ? signs.Plus(1).Over(2) : signs.Times(Sure);
        return sure.to(x.dtype).MoveToOuterDisposeScope();
    }

    private static bool Fits(Func<Tensor, Tensor, Tensor> of, Tensor target, int sign, ReadOnlySpan<(Tensor Output, double Loss)> seen)
    {
        foreach (var (output, loss) in seen)
            if (
                !double.IsFinite(loss)
                || Value(of, output, target) is not { } value
                || !(Math.Abs((sign * value) - loss) <= Near * Math.Max(Math.Abs(loss), Near)) // NaN fits nothing
            )
                return false;
        return seen.Length > 0;
    }

    /// <summary>The loss of the best constant answer to all these targets; NaN where it is not known.</summary>
    public static double Trivial(string name, Tensor target)
    {
        using var off = no_grad();
        using var scope = NewDisposeScope();
        var y = target.detach().cpu();
        if (y.numel() == 0)
            return double.NaN;
        return name.TrimStart('-') switch
        {
            "cross-entropy" or "cross-entropy-of-probabilities" or "nll" => Entropy(y),
            "bce" or "bce-with-logits" => BinaryEntropy(y),
            "mse" => y.is_floating_point() ? Variance(y) : double.NaN,
            "mae" => y.is_floating_point()
                ? (y.to(ScalarType.Float64) - y.to(ScalarType.Float64).median()).abs().mean().item<double>()
                : double.NaN,
            _ => double.NaN,
        };
    }

    /// <summary>How many classes targets have: labels, or rows with a single 1; 0 for numbers.</summary>
    public static long Classes(Tensor target)
    {
        using var off = no_grad();
        using var scope = NewDisposeScope();
        if (target.numel() == 0)
            return 0;
        if (!target.is_floating_point())
            return target.max().cpu().to(ScalarType.Int64).item<long>() + 1;
        var marks = target.Is(0).logical_or(target.Is(1)).all().cpu().item<bool>();
        if (!marks)
            return 0;
        return target.ndim < 2 || target.shape[^1] == 1 ? 2 : target.shape[^1];
    }

    private static double? Value(Func<Tensor, Tensor, Tensor> of, Tensor output, Tensor target)
    {
        try
        {
            return of(output, target).to(ScalarType.Float64).cpu().item<double>();
        }
        catch (Exception fault) when (fault is ExternalException or ArgumentException or InvalidOperationException)
        {
            return null; // shapes or types that this loss does not take
        }
    }

    // libtorch's refuses targets that are no probabilities, which losses of a user's own take
    private static Tensor BinaryCrossEntropy(Tensor p, Tensor y) =>
        (p.log().AtLeast(-100) * y).Plus(p.TakenFrom(1).log().AtLeast(-100) * y.TakenFrom(1)).mean().neg();

    private static double Entropy(Tensor y)
    {
        var shares =
            y.is_floating_point() ? y.to(ScalarType.Float64).reshape(-1, y.shape[^1]).mean([0])
            : y.flatten().IsAtLeast(0) is var there ? bincount(y.flatten()[there].to(ScalarType.Int64)).to(ScalarType.Float64)
            : y;
        shares /= shares.sum();
        return Plogp(shares).sum().neg().item<double>();
    }

    private static double BinaryEntropy(Tensor y)
    {
        if (SignalMeter.Range(y) is not (>= 0, <= 1))
            return double.NaN; // of what is no probability there is no best constant
        var p = y.to(ScalarType.Float64).reshape(-1, y.ndim < 2 ? 1 : y.shape[^1]).mean([0]);
        var q = p.neg().Plus(1);
        return Plogp(p).Plus(Plogp(q)).mean().neg().item<double>();
    }

    private static double Variance(Tensor y)
    {
        var rows = y.to(ScalarType.Float64).reshape(y.shape[0], -1);
        return (rows - rows.mean([0], keepdim: true)).Squared().mean().item<double>();
    }

    // 0 where p is 0
    private static Tensor Plogp(Tensor p) => p * p.AtLeast(1e-300).log();
}
