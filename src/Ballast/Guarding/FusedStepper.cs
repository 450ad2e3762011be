namespace Ballast;

/// <summary>
/// Steps a Ballast optimizer in host memory: scales and caps are folded into its kernels. Any other memory takes the way of a foreign
/// optimizer.
/// </summary>
internal sealed class FusedStepper(FusedOptimizer optimizer) : IStepper
{
    private readonly ForeignStepper _elsewhere = new(optimizer);

    public StepOutcome Step(ParameterTable table, in StepOrder order, ParameterUpdate[] updates)
    {
        if (!table.OnHost)
            return _elsewhere.Step(table, order, updates);
        ParameterTable.RequireAll(table, optimizer.Count);
        optimizer.StepOnHost(table, order, updates);
        var capped = 0;
        if (order.Caps.Length > 0)
            foreach (var update in updates)
                capped += update.Scale is > 0 and < 1 ? 1 : 0;
        return new(capped, optimizer.Restarted, order.Caps.Length > 0);
    }

    public void Dispose() => _elsewhere.Dispose();
}
