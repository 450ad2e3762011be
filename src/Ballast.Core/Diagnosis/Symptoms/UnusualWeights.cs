namespace Ballast;

/// <summary>INIT002: initial weights, or biases, are far from the size that a layer of that width is begun with.</summary>
internal sealed class UnusualWeights : ISymptom
{
    private const double FarBias = 10;

    public string Code => "INIT002";

    public Finding? Look(Evidence evidence)
    {
        if (evidence.Before is not { } model)
            return null;
        var gain = Gains.Of(model);
        WeightReading[] biases = [.. model.Weights.Where(it => it.Info.IsVector && it.Rms > FarBias)];
        if (biases.Length == 0 && !(gain > Gains.Large))
            return null;
        return new(Code, Severity.Warning)
        {
            Where = biases.Length > 0 ? biases[0].Info.Name : "",
            Causes = [new(Cause.Initialization, 0.8)],
            Evidence = Facts.Of(("gain", gain), ("bias", biases.Select(it => it.Rms).DefaultIfEmpty().Max())),
        };
    }
}
