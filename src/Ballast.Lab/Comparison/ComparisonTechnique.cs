using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Ballast.Lab;

/// <summary>
/// What is put into a training to see what it changes there, at its defaults. Under every technique a step that is not finite is refused,
/// so that none is ahead by that alone.
/// </summary>
/// <param name="name">Short and unique.</param>
/// <param name="what">In a few words.</param>
/// <param name="use">The lines of code that a plain training needs more or otherwise; empty for none.</param>
public sealed class ComparisonTechnique(string name, string what, string use) : Policy(name)
{
    /// <summary>In a few words.</summary>
    public string What => what;

    /// <summary>The lines of code that a plain training needs more or otherwise; empty for none.</summary>
    public string Use => use;

    /// <summary>New options for one training.</summary>
    public Func<GuardOptions> Guard { get; init; } = () => new();

    /// <summary>Makes what takes the place of the training's optimizer; null to keep that.</summary>
    public Func<IEnumerable<Parameter>, optim.Optimizer>? Optimizer { get; init; }

    /// <summary>
    /// Rate of a dropout; 0 for none. In the cell of a recurrence it is variational, elsewhere it stands after activations.
    /// </summary>
    public double Dropout { get; init; }

    /// <summary>Whether <see cref="Dropout"/> is a zoneout, which has a place in recurrences only.</summary>
    public bool IsZoneout { get; init; }

    /// <summary>How many lines <see cref="Use"/> has: what it takes to use the technique.</summary>
    public int Lines => Use.Length == 0 ? 0 : Use.Split('\n').Length;

    /// <inheritdoc/>
    public override PolicyRun Start(Trial trial, int steps)
    {
        ArgumentNullException.ThrowIfNull(trial);
        return new GuardedRun(trial, Optimizer?.Invoke(trial.Model.parameters()) ?? trial.Optimizer, Guard(), guardsBackward: true);
    }

    internal override bool Enter(Trial trial) => Dropout == 0 || DropoutPlaces.Fill(trial.Model, Dropout, IsZoneout, trial.Seed);
}
