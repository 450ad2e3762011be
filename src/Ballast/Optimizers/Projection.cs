using System.Globalization;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Ballast;

/// <summary>One projection of <see cref="Projections"/>, run by the executor after the update.</summary>
/// <param name="name">Of the set.</param>
/// <param name="on">Which parameters; null: those of at least two dimensions.</param>
/// <param name="project">A tensor's nearest point in the set.</param>
/// <param name="size">Of the set, checked before.</param>
internal sealed class Projection(string name, Func<string, bool>? on, Func<Tensor, Tensor> project, double size = 0) : IWeightEdit
{
    public string Name { get; } = name;

    public EditMoment Moment => EditMoment.AfterUpdate;

    /// <summary>How large the set is; 0 where that says nothing.</summary>
    public double Size { get; } = size;

    public string? Apply(IReadOnlyList<(string Name, Parameter Parameter)> parameters, GradientReading reading)
    {
        var (moved, tensors) = (0.0, 0);
        foreach (var (parameter, weight) in parameters)
        {
            if (on is null ? weight.ndim < 2 : !on(parameter))
                continue;
            using var scope = NewDisposeScope();
            var onto = project(weight.detach());
            var distance = (onto - weight).norm().to(ScalarType.Float64).item<double>();
            if (distance == 0)
                continue;
            weight.copy_(onto);
            (moved, tensors) = (moved + (distance * distance), tensors + 1);
        }

        return tensors == 0
            ? null
            : string.Create(CultureInfo.InvariantCulture, $"{tensors} tensors brought back by {Math.Sqrt(moved):g3}");
    }
}
