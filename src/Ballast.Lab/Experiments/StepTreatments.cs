using System.Globalization;

namespace Ballast.Lab;

/// <summary>Changes to how steps are taken.</summary>
internal static class StepTreatments
{
    private const double Momentum = 0.9,
        HighMomentum = 0.98;

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

    /// <summary>The rate that is usual for the optimizer, or some times that, where it is in the direction of the cause.</summary>
    public static Treatment UsualRate(Cause cause, double times = 1)
    {
        double? Better(ModelReading seen) =>
            times * Usual(seen) is var rate && cause == Cause.RateTooSmall == seen.Setting.Rate < rate ? rate : null;
        var name = cause == Cause.RateTooSmall ? "rate-up-to" : "rate-down-to";
        return new(
            string.Create(CultureInfo.InvariantCulture, $"{name}{(times == 1 ? "" : $"-{times}x")}-usual"),
            cause,
            (trial, seen) =>
            {
                if (Better(seen) is not { } rate)
                    return null;
                foreach (var group in trial.Optimizer.ParamGroups)
                    group.LearningRate = rate;
                return trial;
            },
            seen => Better(seen) is { } rate ? [string.Create(CultureInfo.InvariantCulture, $"optimizer.lr={rate}")] : []
        );
    }

    /// <summary>The momentum that is usual, where it is so close to 1 that a step lives on for more than fifty others.</summary>
    public static Treatment UsualMomentum { get; } =
        new(
            "usual-momentum",
            Cause.RateTooLarge,
            (trial, _) =>
            {
                var isHigh = false;
                var changed = With(trial, "momentum", momentum =>
                {
                    isHigh |= momentum > HighMomentum;
                    return momentum > HighMomentum ? Momentum : momentum;
                });
                return isHigh ? changed : null;
            },
            _ => [string.Create(CultureInfo.InvariantCulture, $"optimizer.momentum={Momentum}")]
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

    private static double Usual(ModelReading seen) =>
        seen.Setting.Optimizer.Contains("SGD", StringComparison.OrdinalIgnoreCase) ? 0.05 : 1e-3;

    /// <summary>So many times the learning rate; more of it only where that is more than the usual one, which is tried anyway.</summary>
    public static Treatment Rate(double factor) =>
        new(
            string.Create(CultureInfo.InvariantCulture, $"rate-x{factor}"),
            factor < 1 ? Cause.RateTooLarge : Cause.RateTooSmall,
            (trial, seen) =>
            {
                if (factor > 1 && seen.Setting.Rate * factor < Usual(seen))
                    return null;
                foreach (var group in trial.Optimizer.ParamGroups)
                    group.LearningRate *= factor;
                return trial;
            },
            seen => [string.Create(CultureInfo.InvariantCulture, $"optimizer.lr={seen.Setting.Rate * factor:g3}")]
        );
}
