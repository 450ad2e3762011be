using static TorchSharp.torch;

namespace Ballast;

/// <summary>
/// Steps one of TorchSharp's own optimizers by its stand-in, many times faster than it steps itself; what the stand-in cannot step takes
/// the way of a foreign optimizer.
/// </summary>
internal sealed class StandInStepper(optim.Optimizer optimizer, StandIn standIn) : IStepper
{
    private readonly ForeignStepper _elsewhere = new(optimizer);
    private readonly FusedStepper _here = new(standIn);

    public StepOutcome Step(ParameterTable table, in StepOrder order, ParameterUpdate[] updates)
    {
        if (!standIn.CanStep(table))
            return _elsewhere.Step(table, order, updates);
        try
        {
            return _here.Step(table, order, updates);
        }
        catch
        {
            standIn.LetGo(); // a cap of the user's may throw
            throw;
        }
    }

    public void Dispose()
    {
        _here.Dispose();
        _elsewhere.Dispose();
        standIn.Dispose();
    }
}
