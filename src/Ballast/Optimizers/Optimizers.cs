using TorchSharp.Modules;

namespace Ballast;

/// <summary>Every optimizer of the library, with PyTorch's names and defaults. See <see cref="FusedOptimizer"/> for groups.</summary>
public static partial class Optimizers
{
    private static ParamGroup[] One(IEnumerable<Parameter> parameters) => [new ParamGroup { Parameters = parameters }];
}
