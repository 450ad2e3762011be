using System.Globalization;
using static TorchSharp.torch;

namespace Ballast;

/// <summary>
/// For networks with outputs in different units, once each is near its place: where the gradient of one column, per unit of its own, is far
/// larger than that of another, only the one would be learnt, and the weights of the other, in the same matrix, would be moved by the measure of
/// the one. So every layer with such a column is to work in units of size 1, and all columns are to pull alike.
/// </summary>
internal sealed class OutputBalance(nn.Module model, OutputStandard standard)
{
    private const double Unlike = 30;

    /// <summary>Balances the heads; null if they are in balance.</summary>
    /// <param name="heads">Every layer that makes outputs.</param>
    /// <param name="moved">Those that were brought near.</param>
    /// <param name="loss">The loss of one batch.</param>
    public string? Run(IReadOnlyList<WeightedModule> heads, IReadOnlyList<FarOutput> moved, Func<Tensor> loss)
    {
        OutputScale[] scales = [.. heads.Select(head => Scale(head, moved.FirstOrDefault(far => far.Head == head)))];
        var pulls = Pulls(heads, scales, loss);
        double[] all = [.. pulls.SelectMany(columns => columns).Where(pull => pull > 0 && double.IsFinite(pull))];
        if (all.Length == 0 || !(all.Max() > Unlike * all.Min())) return null;
        standard.Hook([.. scales.Zip(pulls, (scale, columns) => scale with { Weight = [.. columns.Select(pull => Weight(all.Max(), pull))] })]);
        standard.Unfold();
        return string.Create(CultureInfo.InvariantCulture, $"outputs in different units: they are made in units of size 1 and pull alike, instead of {all.Max() / all.Min():g3} to 1");
    }

    private static double Weight(double most, double pull) => pull > 0 && double.IsFinite(pull) ? most / pull : 1;

    private static OutputScale Scale(WeightedModule head, FarOutput? moved)
    {
        double[] ones = [.. Enumerable.Repeat(1.0, (int)head.Weight.shape[0])];
        return new(head.Name, moved is null ? ones : [.. moved.Unit.Select(PowerOfTwo)], ones);
    }

    private static double PowerOfTwo(double unit) => unit > 0 && double.IsFinite(unit) ? Math.Pow(2, Math.Round(Math.Log2(unit))) : 1;

    // how hard the loss pulls at every column, per unit of its own
    private double[][] Pulls(IReadOnlyList<WeightedModule> heads, OutputScale[] scales, Func<Tensor> loss)
    {
        using var scope = NewDisposeScope();
        using var quiet = new Undisturbed(model);
        using var listener = new Listener(model, columnsMayDiffer: false);
        loss().backward();
        return [.. heads.Select((head, i) => listener.PullsOf(head).Zip(scales[i].Unit, (pull, unit) => pull * unit).ToArray())];
    }
}
