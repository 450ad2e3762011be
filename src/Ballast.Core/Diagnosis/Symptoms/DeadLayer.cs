namespace Ballast;

/// <summary>DEAD001: nearly all units of a layer are 0 for every sample, so nothing passes and no gradient comes back.</summary>
internal sealed class DeadLayer : ISymptom
{
    private const double Nearly = 0.8,
        All = 0.99;

    public string Code => "DEAD001";

    public Finding? Look(Evidence evidence) =>
        Look(evidence.Before, -1) is { } before
            ? before
            : Look(evidence.Now, evidence.Course?.Steps - 1 ?? -1, evidence.Before is not null);

    private Finding? Look(ModelReading? model, long since, bool later = false)
    {
        // a layer without a weight: of one with a weight, zeros may be how it begins
        if (model?.Layers.Where(layer => !layer.IsWeighted && IsDead(layer)).MaxBy(layer => layer.Output.DeadUnits) is not { } dead)
            return null;
        var far = model.Input?.Rms > 20;
        return new(Code, dead.Output.DeadUnits < All ? Severity.Note : Severity.Error)
        {
            Where = dead.Name,
            Since = since,
            Causes = later
                ? [new(far ? Cause.InputScale : Cause.RateTooLarge, 0.7), new(Cause.Activation, 0.5), new(Cause.Initialization, 0.3)]
                : Gains.Blame(model, 0.75, 0.4),
            Evidence = Facts.Of(("dead", $"{100 * dead.Output.DeadUnits:0}"), ("type", dead.Type)),
        };
    }

    private static bool IsDead(LayerReading layer) =>
        layer.Output.DeadUnits >= Nearly
        && !layer.Type.Contains("Drop", StringComparison.Ordinal)
        && layer.Input is { Rms: > 0, IsFinite: true }
        && layer.Output.IsFinite;
}
