namespace Ballast;

/// <summary>A fused optimizer that has something to do before and after all parameters are stepped.</summary>
internal interface IAroundStep
{
    /// <summary>
    /// Before anything moves: hyperparameters of the steps may still change. The table is null where the step goes through tensor
    /// operations.
    /// </summary>
    void Before(FusedStep[] steps, ParameterTable? table, in StepOrder order);

    /// <summary>After all has moved.</summary>
    void After(FusedStep[] steps);
}
