namespace Ballast;

/// <summary>Remembers the best evaluation so far and how many came since.</summary>
internal sealed class BestEvaluation(EvaluationMetric metric) : ICheckpointed
{
    private double _best = double.NaN;

    /// <summary>Evaluations since the best one.</summary>
    public int Since { get; private set; }

    /// <summary>True if this one is better than all before; what is not finite never is.</summary>
    public bool Learn(EvaluationResult result)
    {
        var value = metric == EvaluationMetric.Loss ? -result.Loss : result.Accuracy;
        if (double.IsFinite(value) && !(value <= _best))
        {
            (_best, Since) = (value, 0);
            return true;
        }

        Since++;
        return false;
    }

    public void Save(BinaryWriter writer)
    {
        writer.Write(_best);
        writer.Write(Since);
    }

    public void Load(BinaryReader reader) => (_best, Since) = (reader.ReadDouble(), reader.ReadInt32());
}
