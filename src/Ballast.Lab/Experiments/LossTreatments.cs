using TorchSharp;
using static TorchSharp.torch;

namespace Ballast.Lab;

/// <summary>Changes to what is behind the last layer, and to the loss.</summary>
internal static class LossTreatments
{
    private static readonly HashSet<string> s_ends = ["ReLU", "Softmax", "LogSoftmax", "Sigmoid", "Tanh"];

    /// <summary>What the loss wants behind the last layer, in the place of what is there.</summary>
    public static Treatment NoOutputActivation { get; } =
        new(
            "output-activation",
            Cause.OutputActivation,
            (trial, seen) =>
            {
                if (End(trial, seen) is not { } end)
                    return null;
                Func<Tensor, Tensor> wanted = seen.Setting.Loss switch
                {
                    "bce" => x => x.sigmoid(),
                    "cross-entropy-of-probabilities" => x => x.softmax(-1),
                    "nll" => x => nn.functional.log_softmax(x, -1),
                    _ => x => x.alias(),
                };
                end.register_forward_hook((_, input, _) => wanted(input));
                return trial;
            },
            _ => []
        );

    /// <summary>A loss that is safe for every output: from logits for classes, Huber's for numbers.</summary>
    public static Treatment SafeLoss { get; } =
        new(
            "loss",
            Cause.Loss,
            (trial, seen) =>
            {
                if (seen.Setting.Loss == "cross-entropy" && End(trial, seen) is null && seen.Edge == EdgeKind.None)
                    return null; // it is one
                var clean = trial.CleanLoss ?? trial.Loss;
                if (seen.Classes > 1)
                {
                    var end = End(trial, seen);
                    end?.register_forward_hook((_, input, _) => input.alias());
                    return trial with { Loss = Classes, CleanLoss = clean };
                }

                Unbounded(trial, seen);
                return trial with
                {
                    Loss = (output, target) => nn.functional.smooth_l1_loss(output.reshape(target.shape), target),
                    CleanLoss = clean,
                };
            },
            seen => [seen.Classes > 1 ? "loss={ name: cross-entropy }" : "loss={ name: huber }"]
        );

    private static Tensor Classes(Tensor output, Tensor target)
    {
        if (output.shape[^1] == 1)
            return nn.functional.binary_cross_entropy_with_logits(output.flatten(), target.flatten().to(output.dtype));
        return nn.functional.cross_entropy(output, target.is_floating_point() ? target.argmax(-1) : target);
    }

    // numbers beyond what the last activation gives are never reached through it
    private static void Unbounded(Trial trial, ModelReading seen)
    {
        var (least, largest) = seen.TargetRange;
        if (largest > 1 || least < (seen.OutputForm == OutputForm.Bounded ? -1 : 0))
            End(trial, seen)?.register_forward_hook((_, input, _) => input.alias());
    }

    private static nn.Module<Tensor, Tensor>? End(Trial trial, ModelReading seen) =>
        seen.Layers is [.., var last] && s_ends.Contains(last.Type) && seen.OutputForm != OutputForm.Free
            ? trial
                .Model.named_modules()
                .Where(it => it.name == last.Name)
                .Select(it => it.module)
                .OfType<nn.Module<Tensor, Tensor>>()
                .FirstOrDefault()
            : null;
}
