using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Ballast;

/// <summary>x + one trained number that starts at 0: what Fixup puts before weights and activations.</summary>
internal sealed class ScalarShift : Module<Tensor, Tensor>
{
    // the field's name is the parameter's name
    private readonly Parameter shift;

    public ScalarShift()
        : base(nameof(ScalarShift))
    {
        using var start = zeros(1);
        shift = Parameter(start);
        register_parameter(nameof(shift), shift);
    }

    public override Tensor forward(Tensor x) => x.Plus(shift);
}

/// <summary>One trained number times x: at the end of a residual branch.</summary>
internal sealed class ScalarScale : Module<Tensor, Tensor>
{
    // the field's name is the parameter's name
    private readonly Parameter scale;

    public ScalarScale(double start)
        : base(nameof(ScalarScale))
    {
        using var first = ones(1);
        scale = Parameter(first.Scale(start));
        register_parameter(nameof(scale), scale);
    }

    public override Tensor forward(Tensor x) => x.mul(scale);
}
