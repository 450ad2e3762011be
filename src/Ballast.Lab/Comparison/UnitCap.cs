using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Ballast.Lab;

/// <summary>
/// A baseline: limits the change of every row of every weight, and of every bias, to a share of its own norm, after the optimizer.
/// Put both of its edits into the guard, <see cref="Before"/> and <see cref="After"/>.
/// </summary>
/// <param name="ratio">The largest relative change of a row.</param>
public sealed class UnitCap(double ratio)
{
    private Tensor[] _before = [];

    /// <summary>Remembers the weights.</summary>
    public IWeightEdit Before => new Half(EditMoment.BeforeUpdate, Take);

    /// <summary>Limits what has changed.</summary>
    public IWeightEdit After => new Half(EditMoment.AfterUpdate, Limit);

    private void Take(IReadOnlyList<(string Name, Parameter Parameter)> parameters)
    {
        foreach (var copy in _before)
            copy.Dispose();
        _before = [.. parameters.Select(pair => pair.Parameter.detach().clone().DetachFromDisposeScope())];
    }

    private void Limit(IReadOnlyList<(string Name, Parameter Parameter)> parameters)
    {
        using Scalar most = ratio,
            floor = 1e-3,
            least = 1e-12,
            one = 1;
        foreach (var ((_, weight), before) in parameters.Zip(_before))
        {
            // a bias is one unit: its values may all be 0
            Tensor now = weight.ndim < 2 ? weight.reshape(1, -1) : weight.flatten(1),
                was = weight.ndim < 2 ? before.reshape(1, -1) : before.flatten(1);
            var change = now - was;
            var allowed = was.norm(1, true).clamp_min(floor).mul(most);
            now.copy_(was.Plus(change.mul(allowed.div(change.norm(1, true).clamp_min(least)).clamp_max(one))));
        }
    }

    private sealed class Half(EditMoment moment, Action<IReadOnlyList<(string, Parameter)>> act) : IWeightEdit
    {
        public string Name => "unit-cap";

        public EditMoment Moment => moment;

        public string? Apply(IReadOnlyList<(string Name, Parameter Parameter)> parameters, GradientReading reading)
        {
            act(parameters);
            return null;
        }
    }
}
