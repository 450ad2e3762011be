namespace Ballast;

/// <summary>All that a guard remembers, part by part.</summary>
internal static class GuardParts
{
    /// <summary>In the order in which they are restored: what may refuse comes first.</summary>
    public static GuardPart[] Of(
        ParameterTable table,
        StepExecutor executor,
        RuleSet rules,
        ILossScale? range,
        ModelSetup setup,
        Recovery? recovery,
        Func<long> step,
        Action<long> restore
    ) =>
        [
            .. Moving(table, executor, rules, range),
            GuardPart.IfAny("recovery", () => recovery?.State, state => Restore(recovery, state)),
            GuardPart.IfAny("inputs", () => setup.InputStandard.Hooked, setup.InputStandard.Hook),
            GuardPart.Of("outputs", () => setup.OutputStandard.Hooked, setup.OutputStandard.Hook),
            GuardPart.Maybe("first-steps", () => setup.Listening, state => setup.Listening = state),
            GuardPart.Of("step", step, restore),
        ];

    /// <summary>What changes from step to step, and goes back with the weights.</summary>
    public static GuardPart[] Moving(ParameterTable table, StepExecutor executor, RuleSet rules, ILossScale? range) =>
        [
            GuardPart.Of("parameters", () => table.State, state => table.State = state),
            GuardPart.Of("edits", executor.SaveEdits, executor.LoadEdits),
            GuardPart.Of("rules", rules.Save, rules.Load),
            GuardPart.IfAny<string>("loss-range", () => range?.Save(), state => range?.Load(state)),
            GuardPart.Maybe("stride", () => executor.Stride, state => executor.Stride = state),
            GuardPart.Maybe("retreat", () => executor.Retreat, state => executor.Retreat = state),
        ];

    /// <summary>What every rank needs to know to take the next step as rank 0 does.</summary>
    public static GuardPart[] Shared(
        ParameterTable table,
        StepExecutor executor,
        ILossScale? range,
        ModelSetup setup,
        Func<RankPlace> place,
        Action<RankPlace> restore
    ) =>
        [
            GuardPart.Of("parameters", () => table.State, state => table.State = state),
            GuardPart.Of("transforms", () => executor.Transforms, states => executor.Transforms = states),
            GuardPart.IfAny<string>("loss-range", () => range?.Save(), state => range?.Load(state)),
            GuardPart.Maybe("stride", () => executor.Stride, state => executor.Stride = state),
            GuardPart.Maybe("retreat", () => executor.Retreat, state => executor.Retreat = state),
            GuardPart.IfAny("inputs", () => setup.InputStandard.Hooked, setup.InputStandard.Hook),
            GuardPart.Of("outputs", () => setup.OutputStandard.Hooked, setup.OutputStandard.Hook),
            GuardPart.Of("place", place, restore),
        ];

    private static void Restore(Recovery? recovery, RecoveryState state)
    {
        if (recovery is not null)
            recovery.State = state;
    }
}
