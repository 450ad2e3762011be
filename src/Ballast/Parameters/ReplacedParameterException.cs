namespace Ballast;

/// <summary>
/// The model was moved or converted, or a parameter was replaced or disposed of, after the optimizer and the guard were built over it.
/// </summary>
internal sealed class ReplacedParameterException(string name)
    : InvalidOperationException(
        $"{name} is not the tensor any more that the optimizer and the guard were built over: the model was moved or converted "
            + "(to, cuda, half …), or the parameter was replaced or disposed of. Move the "
            + "model first, then build the optimizer, then the guard."
    );
