using TorchSharp;
using static TorchSharp.torch;

namespace Ballast.Lab;

/// <summary>Changes to the data.</summary>
internal static class DataTreatments
{
    private const int Batches = 12,
        Grown = 16;

    /// <summary>Every column of the inputs to mean 0 and standard deviation 1.</summary>
    public static Treatment StandardInputs { get; } =
        new(
            "standard-inputs",
            Cause.InputScale,
            (trial, _) =>
            {
                var (x, _) = Some(trial);
                if (!x.is_floating_point())
                    return null;
                var (mean, std) = Scale(x);
                return trial with
                {
                    Draw = (index, generator) => trial.Draw(index, generator) is var (a, b) ? ((a - mean) / std, b) : default,
                    Clean = ((trial.Clean.X - mean) / std, trial.Clean.Y),
                };
            },
            _ => ["data.normalize=standard"]
        );

    /// <summary>Every number to predict to mean 0 and standard deviation 1.</summary>
    public static Treatment StandardTargets { get; } =
        new(
            "standard-targets",
            Cause.TargetScale,
            (trial, seen) =>
            {
                var (_, y) = Some(trial);
                if (!y.is_floating_point() || seen.Classes > 0)
                    return null;
                var (mean, std) = Scale(y);
                return trial with
                {
                    Draw = (index, generator) => trial.Draw(index, generator) is var (a, b) ? (a, (b - mean) / std) : default,
                    Clean = (trial.Clean.X, (trial.Clean.Y - mean) / std),
                };
            },
            _ => ["data.target-scale=standard"]
        );

    /// <summary>Batches without the rows that hold what is not finite.</summary>
    public static Treatment FiniteRows { get; } =
        new(
            "finite-rows",
            Cause.Data,
            (trial, _) =>
                trial with
                {
                    Draw = (index, generator) =>
                    {
                        var (x, y) = trial.Draw(index, generator);
                        var good = Finite(x).logical_and(Finite(y));
                        return good.any().cpu().item<bool>() ? (x[good], y[good]) : (x, y);
                    },
                },
            _ => ["guard=auto"]
        );

    /// <summary>Batches sixteen times as large.</summary>
    public static Treatment LargerBatches { get; } =
        new(
            "larger-batches",
            Cause.BatchSize,
            (trial, _) =>
                trial with
                {
                    Draw = (index, generator) =>
                    {
                        var drawn = Enumerable.Range(0, Grown).Select(_ => trial.Draw(index, generator)).ToArray();
                        return (cat([.. drawn.Select(it => it.X)]), cat([.. drawn.Select(it => it.Y)]));
                    },
                },
            seen => [FormattableString.Invariant($"data.batch={seen.Setting.Batch * Grown}")]
        );

    private static Tensor Finite(Tensor rows) =>
        rows.is_floating_point() ? rows.isfinite().flatten(1).all(1) : ones([rows.shape[0]], ScalarType.Bool);

    private static (Tensor X, Tensor Y) Some(Trial trial)
    {
        var drawn = Enumerable.Range(0, Batches).Select(trial.Batch).ToArray();
        return (cat([.. drawn.Select(it => it.X)]), cat([.. drawn.Select(it => it.Y)]));
    }

    private static (Tensor Mean, Tensor Std) Scale(Tensor rows)
    {
        using var off = no_grad();
        var known = rows.nan_to_num(0, 0, 0);
        var isTable = known.ndim == 2;
        var (mean, std) = isTable
            ? (known.mean([0], keepdim: true), known.std(0, unbiased: false, keepdim: true))
            : (known.mean(), known.std(unbiased: false));
        return (mean, std.AtLeast(1e-6));
    }
}
