using TorchSharp;
using static TorchSharp.torch;

namespace Ballast;

/// <summary>
/// The identity, which tells when the backward pass comes through it: the gradients of all that the output went into are computed then, as
/// a rule. TorchSharp has no hooks for the backward pass; an exception that leaves what is called ends the process.
/// </summary>
internal sealed class BackwardTap : autograd.SingleTensorFunction<BackwardTap>
{
    private const string Told = "told";

    public override string Name => nameof(BackwardTap);

    public override Tensor forward(autograd.AutogradContext ctx, params object[] vars)
    {
        ctx.save_data(Told, vars[1]);
        return ((Tensor)vars[0]).alias();
    }

    public override List<Tensor> backward(autograd.AutogradContext ctx, Tensor grad_output)
    {
        ((Action)ctx.get_data(Told))();
        return [grad_output.alias(), null!];
    }
}
