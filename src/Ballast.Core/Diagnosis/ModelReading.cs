namespace Ballast;

/// <summary>A model, its loss and one batch before a step, as plain numbers: all that symptoms see of them.</summary>
public sealed record ModelReading
{
    /// <summary>The loss of the batch.</summary>
    public double Loss { get; init; } = double.NaN;

    /// <summary>The loss of the best constant answer to this batch; NaN if unknown.</summary>
    public double TrivialLoss { get; init; } = double.NaN;

    /// <summary>How it is trained.</summary>
    public TrainingSetting Setting { get; init; } = new();

    /// <summary>The layers in the order of their first call.</summary>
    public IReadOnlyList<LayerReading> Layers { get; init; } = [];

    /// <summary>The parameters.</summary>
    public IReadOnlyList<WeightReading> Weights { get; init; } = [];

    /// <summary>Group norms whose scale or shift, by root mean square, is of a size that nobody gives them: what was in memory.</summary>
    public IReadOnlyList<(string Name, double Scale, double Shift)> UnsetNorms { get; init; } = [];

    /// <summary>What the model is given, where that is numbers.</summary>
    public SignalReading? Input { get; init; }

    /// <summary>The largest column of the inputs over the median one, by root mean square; 1 where there are no columns.</summary>
    public double InputColumns { get; init; } = 1;

    /// <summary>What the model gives.</summary>
    public SignalReading? Output { get; init; }

    /// <summary>What it is to give, where that is numbers.</summary>
    public SignalReading? Target { get; init; }

    /// <summary>The least and the largest target at hand, labels too; NaN where they are not known or not finite.</summary>
    public (double Least, double Largest) TargetRange { get; init; } = (double.NaN, double.NaN);

    /// <summary>What the last operation seems to be, by the values of the output.</summary>
    public OutputForm OutputForm { get; init; }

    /// <summary>What of the loss is not finite where every answer is confident, half of them wrongly.</summary>
    public EdgeKind Edge { get; init; }

    /// <summary>How many numbers the model gives for one sample.</summary>
    public long Outputs { get; init; }

    /// <summary>Classes of the targets, where they are labels; 0 for numbers.</summary>
    public long Classes { get; init; }

    /// <summary>How many batches were looked at for their targets; 0 where these are not known.</summary>
    public int TargetBatches { get; init; }

    /// <summary>In how many of them no target counts: there is none, or all are marked as such by -100.</summary>
    public int EmptyBatches { get; init; }

    /// <summary>The tables of symbols.</summary>
    public IReadOnlyList<LookupReading> Lookups { get; init; } = [];

    /// <summary>The layers with a weight, lookups of symbols aside.</summary>
    public IEnumerable<LayerReading> Weighted => Layers.Where(layer => layer.IsWeighted && layer.Type != "Embedding");
}
