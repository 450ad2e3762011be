namespace Ballast.Lab;

/// <summary>Every treatment, those of one cause in the order in which they are tried.</summary>
public static class Treatments
{
    /// <summary>All of them.</summary>
    public static IReadOnlyList<Treatment> All { get; } =
    [
        StepTreatments.Rate(0.1),
        StepTreatments.UsualMomentum,
        StepTreatments.UsualRate(Cause.RateTooLarge),
        StepTreatments.Adam(Cause.RateTooLarge),
        StepTreatments.Rate(0.01),
        StepTreatments.UsualRate(Cause.RateTooSmall),
        StepTreatments.UsualRate(Cause.RateTooSmall, times: 4), // a rate that is too small by far is often that of a short training
        StepTreatments.Rate(10),
        StepTreatments.Rate(100),
        StepTreatments.Rate(1000),
        StepTreatments.Rate(1e4),
        StepTreatments.Adam(Cause.Optimizer),
        StepTreatments.NoDecay,
        StepTreatments.Downhill,
        ModelTreatments.Init,
        ModelTreatments.Activation("selu", Initializations.LeCun()),
        ModelTreatments.Activation("relu", Initializations.He()),
        ModelTreatments.Activation("leaky-relu", Initializations.He()),
        ModelTreatments.NormBeforeActivation,
        LossTreatments.NoOutputActivation,
        LossTreatments.SafeLoss,
        DataTreatments.StandardInputs,
        DataTreatments.StandardTargets,
        DataTreatments.FiniteRows,
        DataTreatments.LargerBatches,
        StepTreatments.Guard,
    ];

    /// <summary>Those for a cause.</summary>
    public static IEnumerable<Treatment> Of(Cause cause) => All.Where(treatment => treatment.Cause == cause);
}
