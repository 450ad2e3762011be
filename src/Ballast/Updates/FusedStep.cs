namespace Ballast;

/// <summary>What an engine needs to know about one parameter in one step, and what it finds out.</summary>
internal struct FusedStep
{
    public FusedState State;
    public int Group,
        Engine;
    public double[] Hyperparameters; // one array per group, refilled every step
    public double Sign; // -1 where the loss is to grow
    public nint A,
        B,
        C,
        D, // addresses of the state tensors
        Master; // and of the weight's copy in full precision; 0 where there is none
    public double GaugeNorm,
        WeightNorm,
        ChangeNorm;
    public double Factor,
        Share; // of the proposed change: by the rule itself, by the caps
    public bool Broken; // set where a non-finite value was met

    /// <summary>Whether the change is applied whole.</summary>
    public readonly bool Stands => Share * Factor == 1;

    public readonly TensorFacts Facts(ParameterInfo info) => Facts(info.Shape.Count, info.Count);

    public readonly TensorFacts Facts(int dimensions, long count) =>
        new(Hyperparameters, State.Step)
        {
            Dimensions = dimensions,
            Count = count,
            Reference = State.Reference,
            Memory = State.Memory,
            Gauge = GaugeNorm,
            Weight = WeightNorm,
            Change = ChangeNorm,
        };
}
