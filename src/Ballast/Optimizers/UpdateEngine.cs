using TorchSharp;
using static TorchSharp.torch;

namespace Ballast;

/// <summary>How the guard wants a step taken: gradient scales, cap, protection. <c>default</c> is a plain step.</summary>
/// <param name="Verdict">Its scales are folded into the kernel.</param>
/// <param name="Unscale">1 / loss scale.</param>
/// <param name="Protect">Keep non-finite values out of the weights, and restart the state of a parameter that met one.</param>
/// <param name="Caps">Limits on the change; none means one pass.</param>
/// <param name="Step">Zero-based index of the step, for caps.</param>
/// <param name="Horizon">Total steps, 0 if unknown, for caps.</param>
internal readonly record struct StepOrder(Verdict Verdict, double Unscale, bool Protect, ICapRule[] Caps, long Step, long Horizon)
{
    public static StepOrder Plain { get; } = new(Verdict.Proceed, 1, false, [], 0, 0);
}

/// <summary>Runs one update rule over all parameters in host memory.</summary>
internal abstract class UpdateEngine
{
    /// <summary>How many state tensors the rule keeps per parameter.</summary>
    public abstract int Slots { get; }

    /// <summary>Takes the step. Where caps are asked, <paramref name="updates"/> receives what was proposed and applied.</summary>
    public abstract void Run(ParameterTable table, FusedStep[] steps, in StepOrder order, ParameterUpdate[] updates);
}

/// <summary>What the engine needs to know about one parameter: its state and its group's hyperparameters.</summary>
internal unsafe struct FusedStep
{
    public FusedState State;
    public int Group;
    public double[] Hyperparameters;   // one array per group, refilled every step
    public nint A, B, C, D;            // addresses of the state tensors
    public bool Broken;                // set where a non-finite value was met
}

/// <inheritdoc/>
internal sealed unsafe class UpdateEngine<TFloat, TDouble> : UpdateEngine
    where TFloat : struct, IUpdateRule<TFloat, float>
    where TDouble : struct, IUpdateRule<TDouble, double>
{
    private readonly UpdateJob<TFloat, TDouble> _job = new();

    public override int Slots => TFloat.Slots;

    public override void Run(ParameterTable table, FusedStep[] steps, in StepOrder order, ParameterUpdate[] updates)
    {
        for (var i = 0; i < steps.Length; i++)
        {
            ref var step = ref steps[i];
            step.Broken = false;
            if (table.Gradients[i] == null) continue;
            step.State.Step++;
            if (Slots > 0) step.A = Address(step.State, 0);
            if (Slots > 1) step.B = Address(step.State, 1);
            if (Slots > 2) step.C = Address(step.State, 2);
            if (Slots > 3) step.D = Address(step.State, 3);
        }

        _job.Run(table, steps, order, updates);
        for (var i = 0; i < steps.Length; i++)
            if (steps[i].Broken && order.Protect) steps[i].State.Restart();
    }

    private static nint Address(FusedState state, int slot) => (nint)NativeTensor.Data(state.Slot(slot).Handle);
}
