using static TorchSharp.torch;

namespace Ballast;

/// <summary>What takes the steps of a <see cref="Rehearsal"/>.</summary>
internal interface IRehearsalGuard : IDisposable
{
    /// <summary>Runs the backward pass of a loss and takes a step.</summary>
    void Step(Tensor loss);
}
