using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Ballast;

/// <summary>x + body(x), or shortcut(x) + body(x) where the body changes the shape.</summary>
internal sealed class Residual : Module<Tensor, Tensor>
{
    private readonly Module<Tensor, Tensor> body;
    private readonly Module<Tensor, Tensor>? shortcut;

    public Residual(Module<Tensor, Tensor> body, Module<Tensor, Tensor>? shortcut = null)
        : base(nameof(Residual))
    {
        (this.body, this.shortcut) = (body, shortcut);
        register_module(nameof(body), body);
        if (shortcut is not null)
            register_module(nameof(shortcut), shortcut);
    }

    /// <summary>What is added.</summary>
    public Module<Tensor, Tensor> Body => body;

    public override Tensor forward(Tensor x) => (shortcut is null ? x : shortcut.call(x)).Plus(body.call(x));
}
