namespace Ballast;

/// <summary>What a stepper did.</summary>
/// <param name="Capped">Parameters whose change was scaled down.</param>
/// <param name="Restarted">Parameters that met a non-finite change: weights kept, state afresh.</param>
/// <param name="Measured">True if the proposed changes were measured, so that there is something to tell of each.</param>
internal readonly record struct StepOutcome(int Capped, int Restarted, bool Measured);

/// <summary>Carries a step out: the only code that scales gradients, calls <c>step()</c> or changes weights by it.</summary>
internal interface IStepper : IDisposable
{
    /// <summary>One step by the given order; <paramref name="updates"/> receives what was proposed and applied per parameter.</summary>
    StepOutcome Step(ParameterTable table, in StepOrder order, ParameterUpdate[] updates);
}
