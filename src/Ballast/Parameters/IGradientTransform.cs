using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Ballast;

/// <summary>
/// Changes the gradients of a step between verdict and optimizer, where one scale per parameter is not enough: value by value, unit by
/// unit. Rules judge what the backward pass left; transforms come after, in the order of <see cref="GuardOptions.Transforms"/>, and see
/// gradients of the unscaled loss as the rules' scales left them.
/// </summary>
/// <remarks>
/// Should one make a value non-finite, the step is refused and says which transform did. Called only for steps that are to be taken;
/// gradients are off and a dispose scope is open.
/// </remarks>
public interface IGradientTransform
{
    /// <summary>Short name as used in configs and records, such as <c>clip-value</c>.</summary>
    string Name { get; }

    /// <summary>Called once, when the guard is built. One transform serves one guard. Default: nothing.</summary>
    void Begin(EditContext context) { }

    /// <summary>Changes gradients in place.</summary>
    /// <param name="gradients">Every gradient there is; a parameter without one is not among them.</param>
    /// <param name="reading">What was measured before any rule and transform.</param>
    /// <returns>What was changed, in words for the record; null if there is nothing to tell.</returns>
    string? Apply(IReadOnlyList<GradientTensor> gradients, GradientReading reading);

    /// <summary>Writes all it remembers from step to step, for a checkpoint. Default: nothing.</summary>
    byte[] Save() => [];

    /// <summary>Restores what <see cref="Save"/> wrote.</summary>
    /// <exception cref="FormatException">It is damaged.</exception>
    void Load(byte[] state)
    {
        if (state.Length > 0)
            throw new FormatException($"The transform {Name} remembers nothing, but the state holds {state.Length} bytes of it.");
    }
}

/// <summary>One gradient in the hands of a transform.</summary>
/// <param name="Index">Position of the parameter in every reading.</param>
/// <param name="Info">What is known of the parameter.</param>
/// <param name="Weight">The parameter; not for changing.</param>
/// <param name="Gradient">Its gradient, of the same shape; to be changed in place.</param>
public readonly record struct GradientTensor(int Index, ParameterInfo Info, Parameter Weight, Tensor Gradient);
