using System.Globalization;

namespace Ballast.Lab;

/// <summary>Changes to how steps are taken.</summary>
internal static class StepTreatments
{
    /// <summary>The guard alone, which every treatment is tried under anyway.</summary>
    public static Treatment Guard { get; } = new("guard", null, (trial, _) => trial, _ => ["guard=auto"]);

    /// <summary>Adam as it comes.</summary>
    public static Treatment Adam(Cause cause) =>
        new(
            "adam",
            cause,
            (trial, _) => trial with { Optimizer = Optimizers.Adam(trial.Model.parameters(), 1e-3) },
            _ => ["optimizer={name: adam, lr: 0.001}"]
        );

    /// <summary>The rate that is usual for the optimizer, where that is in the direction of the cause.</summary>
    public static Treatment UsualRate(Cause cause) =>
        new(
            cause == Cause.RateTooSmall ? "rate-up-to-usual" : "rate-down-to-usual",
            cause,
            (trial, seen) =>
            {
                if (!Fits(cause, seen))
                    return null;
                foreach (var group in trial.Optimizer.ParamGroups)
                    group.LearningRate = Usual(seen);
                return trial;
            },
            seen => Fits(cause, seen) ? [string.Create(CultureInfo.InvariantCulture, $"optimizer.lr={Usual(seen)}")] : []
        );

    /// <summary>The same optimizer without weight decay.</summary>
    public static Treatment NoDecay { get; } =
        new("no-decay", Cause.Decay, (trial, _) => With(trial, "weight_decay", _ => 0), _ => ["optimizer.weight_decay=0"]);

    /// <summary>The loss with its sign turned round.</summary>
    public static Treatment Downhill { get; } =
        new(
            "sign",
            Cause.Direction,
            (trial, _) =>
                trial with
                {
                    Loss = (output, target) => trial.Loss(output, target).neg(),
                    CleanLoss = trial.CleanLoss ?? trial.Loss,
                },
            _ => []
        );

    /// <summary>A setting of the optimizer changed in every group; null where none has it.</summary>
    public static Trial? With(Trial trial, string setting, Func<double, double> change)
    {
        FusedOptions[] having = [.. trial.Optimizer.ParamGroups.OfType<FusedGroup>().Select(it => it.Fused).Where(it => it.Has(setting))];
        foreach (var options in having)
            options[setting] = change(options[setting]);
        return having.Length > 0 ? trial : null;
    }

    private static bool Fits(Cause cause, ModelReading seen) => cause == Cause.RateTooSmall == seen.Setting.Rate < Usual(seen);

    private static double Usual(ModelReading seen) =>
        seen.Setting.Optimizer.Contains("SGD", StringComparison.OrdinalIgnoreCase) ? 0.05 : 1e-3;

    /// <summary>So many times the learning rate.</summary>
    public static Treatment Rate(double factor) =>
        new(
            string.Create(CultureInfo.InvariantCulture, $"rate-x{factor}"),
            factor < 1 ? Cause.RateTooLarge : Cause.RateTooSmall,
            (trial, _) =>
            {
                foreach (var group in trial.Optimizer.ParamGroups)
                    group.LearningRate *= factor;
                return trial;
            },
            seen => [string.Create(CultureInfo.InvariantCulture, $"optimizer.lr={seen.Setting.Rate * factor:g3}")]
        );
}
