using TorchSharp.Modules;

namespace Ballast;

/// <summary>Every optimizer of the library, with PyTorch's names and defaults. See <see cref="FusedOptimizer"/> for groups.</summary>
public static partial class Optimizers
{
    /// <summary>
    /// Two groups: what has at least two dimensions, and biases, norm gains and other vectors, which take no weight decay. For
    /// any optimizer with a <c>weight_decay</c>.
    /// </summary>
    /// <param name="parameters">What to train.</param>
    /// <returns>Groups to hand to an optimizer; an empty one is left out.</returns>
    public static IReadOnlyList<ParamGroup> DecayOnlyMatrices(IEnumerable<Parameter> parameters)
    {
        var kinds = parameters.ToLookup(parameter => parameter.ndim >= 2);
        return
        [
            .. kinds[true].Any() ? One(kinds[true]) : [],
            .. kinds[false].Any() ? [new ParamGroup { Parameters = kinds[false], Options = new FusedOptions { ["weight_decay"] = 0 } }] : Array.Empty<ParamGroup>(),
        ];
    }

    private static ParamGroup[] One(IEnumerable<Parameter> parameters) => [new ParamGroup { Parameters = parameters }];
}
