namespace Ballast;

/// <summary>Every symptom of the library, one line each.</summary>
public static class Symptoms
{
    /// <summary>All of them. Their order does not matter.</summary>
    public static IReadOnlyList<ISymptom> All { get; } =
    [
        new BrokenForward(),
        new OutputsGrow(),
        new GradientsGrow(),
        new NormsGrow(),
        new NotFinite(),
        new Diverges(),
        new GradientsVanish(),
        new SameAnswer(),
        new SignalFades(),
        new DeadLayer(),
        new SaturatedLayer(),
        new SilentParameters(),
        new EqualUnits(),
        new UnusualWeights(),
        new NormsUnset(),
        new OutputAgainstLoss(),
        new LossFarAtStart(),
        new LossOfAnotherTask(),
        new NumbersAsShares(),
        new NegativeLoss(),
        new LossWithoutFloor(),
        new LossAtEdge(),
        new InputsFar(),
        new BrokenData(),
        new TargetsFar(),
        new FillerLearned(),
        new NoTargets(),
        new RateTooLarge(),
        new RateTooSmall(),
        new DecayTooLarge(),
        new Uphill(),
        new Oscillates(),
        new LossSpikes(),
        new NothingLearned(),
        new FewRowsNormalized(),
        new NoActivation(),
    ];

    /// <summary>Those that are worth a look every few steps: they foresee.</summary>
    public static IReadOnlyList<ISymptom> Quick { get; } = [new NormsGrow()];
}
