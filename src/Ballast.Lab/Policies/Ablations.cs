namespace Ballast.Lab;

/// <summary>The guard with one piece left out or changed: what each is worth is measured, not believed (docs/auto-guard.md).</summary>
internal static class Ablations
{
    public static IReadOnlyList<Policy> All { get; } =
    [
        Auto("auto-without-cap", options => options with { Caps = [] }),
        Auto("auto-without-horizon", options => options with { Horizon = null }),
        Auto("auto-without-spikes", options => options with { Rules = [Rules.Escalate(after: 40, to: VerdictKind.Halt)] }),
        Auto("auto-without-range", options => options with { ControlLossRange = false }),
        Auto("auto-without-buffers", options => options with { RestoreBuffers = false }),
        Auto("auto-cap-without-depth", options =>
            options with
            {
                Caps = [new Changed(Rules.UpdateCap(), update => update with { Info = update.Info with { Depth = 1 } })],
            }
        ),
        Auto("auto-without-stride", options =>
            options with
            {
                Caps = [new Changed(Rules.UpdateCap(), update => update with { Stride = 1 })],
            }
        ),
        Auto("auto-without-retreat", options => options with { RetreatOutputs = false }),
        Auto("auto-cap-0.003", options => options with { Caps = [Rules.UpdateCap(0.003)] }),
        Auto("auto-cap-0.03", options => options with { Caps = [Rules.UpdateCap(0.03)] }),
        Auto("auto-without-recovery", options => options with { Recovery = null }),
        Auto("auto-without-setup", options => options with { Repair = false }),
        new GuardedPolicy("auto-one-line-without-setup", _ => GuardOptions.Auto with { Repair = false }),
    ];

    private static GuardedPolicy Auto(string name, Func<GuardOptions, GuardOptions> change) =>
        new(name, steps => change(GuardOptions.Auto with { Horizon = steps, Recovery = new() })) { Prepares = true, GuardsBackward = true };

    private sealed class Changed(ICapRule cap, Func<UpdateReading, UpdateReading> change) : ICapRule
    {
        public string Name => cap.Name;

        public double Scale(in UpdateReading update) => cap.Scale(change(update));
    }
}
