using System.Runtime.InteropServices;

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
    /// <summary>The other ranks of the training, which measure the same change and go by rank 0's numbers; null for none.</summary>
    public ICollective? World { get; init; }

    public static StepOrder Plain { get; } = new(Verdict.Proceed, 1, false, [], 0, 0);

    /// <summary>
    /// What the caps leave of the proposed change of one parameter: a share of 1 where there are none, 0 of a change that is not finite.
    /// The only place where caps are asked, whoever steps.
    /// </summary>
    public ParameterUpdate Limit(ParameterTable table, int index, double changeNorm, double weightNorm)
    {
        if (World is not null)
        {
            Span<double> norms = [changeNorm, weightNorm];
            World.Broadcast(MemoryMarshal.AsBytes(norms));
            (changeNorm, weightNorm) = (norms[0], norms[1]);
        }

        var update = new UpdateReading(
            table.Infos[index],
            changeNorm,
            weightNorm,
            Step,
            Horizon,
            table.Limited[index],
            table.Stride[index]
        );
        return new(changeNorm, weightNorm, Ballast.Caps.Share(Caps, update));
    }
}
