using TorchSharp.Modules;

namespace Ballast;

/// <summary>
/// The one seam for changing weights between steps: neuron surgery, projections, repairs. The executor runs it, checks that
/// every weight is still finite (and undoes it otherwise), and records what it says.
/// </summary>
public interface IWeightEdit
{
    /// <summary>Short name as used in configs and records.</summary>
    string Name { get; }

    /// <summary>Whether it comes before the optimizer's update or after it.</summary>
    EditMoment Moment { get; }

    /// <summary>
    /// Looks and, where it wants to, changes weights in place (without gradient tracking, which the executor has switched off).
    /// Called only for steps that are taken.
    /// </summary>
    /// <param name="parameters">Name and parameter, in the order of the reading.</param>
    /// <param name="reading">The numbers of this step; under <see cref="GuardMode.Off"/> the loss alone, without parameters.</param>
    /// <returns>What was changed, in words for the record; null if nothing was.</returns>
    string? Apply(IReadOnlyList<(string Name, Parameter Parameter)> parameters, GradientReading reading);
}

/// <summary>When a weight edit runs.</summary>
public enum EditMoment
{
    /// <summary>After the verdict, before the optimizer.</summary>
    BeforeUpdate,

    /// <summary>After the optimizer, before the record.</summary>
    AfterUpdate,
}
