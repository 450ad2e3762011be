using TorchSharp.Modules;

namespace Ballast;

/// <summary>Usual ways to cut a model's parameters into groups.</summary>
public static class ParameterGroups
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
        var groups = new List<ParamGroup>();
        if (kinds[true].Any())
            groups.Add(new() { Parameters = kinds[true] });
        if (kinds[false].Any())
            groups.Add(
                new()
                {
                    Parameters = kinds[false],
                    Options = new FusedOptions { ["weight_decay"] = 0 },
                }
            );
        return groups;
    }
}
