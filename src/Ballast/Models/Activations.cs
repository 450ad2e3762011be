using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Ballast;

/// <summary>The activation functions, as modules so that hooks see their outputs.</summary>
public static class Activations
{
    private static readonly Dictionary<string, Func<Module<Tensor, Tensor>>> Functions = new()
    {
        ["relu"] = () => ReLU(),
        ["tanh"] = () => Tanh(),
        ["sigmoid"] = () => Sigmoid(),
        ["gelu"] = () => GELU(),
        ["silu"] = () => SiLU(),
        ["leaky-relu"] = () => LeakyRelu(0.01),
        ["selu"] = () => SELU(),
        ["elu"] = () => new Pointwise(nameof(ELU), x => x.Elu()),
        ["softplus"] = () => new Pointwise(nameof(Softplus), x => x.Softplus()),
        ["exp"] = () => new Pointwise("Exp", x => x.exp()),
        ["square"] = () => new Pointwise("Square", x => x.Squared().Over(2)),
    };

    internal static Module<Tensor, Tensor> LeakyRelu(double slope) => new Pointwise(nameof(LeakyReLU), x => x.LeakyRelu(slope));

    internal static Module<Tensor, Tensor> Mish() => new Pointwise(nameof(Mish), x => x.Mish());

    /// <summary>All names that <see cref="Create"/> knows.</summary>
    public static IReadOnlyCollection<string> Names => Functions.Keys;

    /// <summary>
    /// A new activation module: any shape, the same shape out. The slope of <c>leaky-relu</c> is 0.01; <c>square</c> is x^2 / 2.
    /// </summary>
    /// <exception cref="ArgumentException">There is no such name; the nearest one is suggested.</exception>
    public static Module<Tensor, Tensor> Create(string name) =>
        Functions.TryGetValue(name, out var create) ? create() : throw Suggestion.Unknown("activation", name, Names, nameof(name));
}
