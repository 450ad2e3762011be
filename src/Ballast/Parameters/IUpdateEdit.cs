using static TorchSharp.torch;

namespace Ballast;

/// <summary>
/// A weight edit that looks at the update from both sides: it is shown the weights before it, and knows the model's structure and
/// the optimizer's state. It vouches itself for weights that stay finite, so that the executor need not copy and check them all.
/// </summary>
internal interface IUpdateEdit : IWeightEdit, IDisposable
{
    /// <summary>Called once, when the guard is built.</summary>
    void Begin(nn.Module model, ParameterTable table, optim.Optimizer optimizer);

    /// <summary>The weights are about to be updated.</summary>
    void Before();

    /// <summary>Writes all it remembers.</summary>
    byte[] Save();

    /// <summary>Restores what <see cref="Save"/> wrote.</summary>
    void Load(byte[] state);
}
