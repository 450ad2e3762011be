using Ballast.Testing;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Ballast.Lab;

/// <summary>
/// Cross-entropy to which something can be added for one pass that is 0, and whose gradient is whatever is wanted: as a logarithm or a root
/// in a loss of one's own has it.
/// </summary>
internal sealed class ChaosLoss() : TrainingLoss("chaos")
{
    private readonly TrainingLoss _inner = Losses.CrossEntropy();

    /// <summary>What the next pass that is trained by has in its gradient; null for nothing.</summary>
    public (Parameter Parameter, ChaosFault Fault)? Next { get; set; }

    public override long Outputs(int classes) => _inner.Outputs(classes);

    public override Answers Answer(Tensor output, Tensor target) => _inner.Answer(output, target);

    public override Tensor forward(Tensor output, Tensor target)
    {
        var loss = _inner.forward(output, target);
        if (Next is not { } next || !is_grad_enabled() || !loss.requires_grad)
            return loss;
        Next = null;
        var flat = next.Parameter.flatten();
        var index = next.Fault.Index % flat.numel();
        var zero = flat.narrow(0, index, 1).sum().sub(flat.detach().narrow(0, index, 1).sum());
        return loss.Plus(
            next.Fault.Value switch
            {
                FaultKind.NaN => zero.sqrt().Times(0),
                FaultKind.Infinity => zero.sqrt(),
                FaultKind.Huge => zero.Times(1e30),
                _ => zero.Times(Math.ScaleB(1, (4 * next.Fault.Bit) - 20)),
            }
        );
    }
}
