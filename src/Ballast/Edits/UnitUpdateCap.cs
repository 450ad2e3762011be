using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Ballast;

/// <summary>
/// Limits the change of every unit, a row of a weight or a whole vector, to ratio max(|w_i|, floor), after the optimizer: the
/// <c>update-cap</c> by unit, without its ramp and fade. Costs a copy of the weights and four passes over them.
/// </summary>
internal sealed class UnitUpdateCap(double ratio, double floor) : Edit("unit-update-cap")
{
    private const double LeastChange = 1e-12; // of no change the share is 1
    private readonly double _ratio = Require.Positive(ratio),
        _floor = Require.Positive(floor);
    private readonly WeightCopy _before = new();
    private IReadOnlyList<Parameter> _parameters = [];

    public override void Begin(EditContext context) => _parameters = context.Parameters;

    public override void Before()
    {
        using var off = no_grad();
        _before.Take([.. _parameters]);
    }

    public override string? Apply(IReadOnlyList<(string Name, Parameter Parameter)> parameters, GradientReading reading)
    {
        Tensor[] counts = [.. parameters.Select((it, i) => Limit(Rows(it.Parameter), Rows(_before[i])))];
        var limited = counts.Length == 0 ? 0 : stack(counts).sum().item<long>();
        return limited == 0 ? null : $"{limited} units limited";
    }

    protected override void Release() => _before.Dispose();

    private Tensor Limit(Tensor now, Tensor was)
    {
        var change = now - was;
        var share = Norms(was).AtLeast(_floor).Scale(_ratio).div(Norms(change).AtLeast(LeastChange)).AtMost(1);
        now.copy_(was.Plus(change.mul(share)));
        return share.IsBelow(1).sum();
    }

    // a bias is one unit: its values may all be 0
    private static Tensor Rows(Tensor weight) => weight.ndim < 2 ? weight.reshape(1, -1) : weight.flatten(1);

    private static Tensor Norms(Tensor rows) => rows.norm(1, true);
}
