using System.Globalization;
using static Ballast.SetupConstants;
using static TorchSharp.torch;

namespace Ballast;

/// <summary>
/// For networks with outputs in different units, once each is near its place: where the gradient of one column, per unit of its own, is far
/// larger than that of another, only the one would be learnt, and the weights of the other, in the same matrix, would be moved by the
/// measure of the one. So every layer with such a column is to work in units of size 1, and all columns are to pull alike.
/// </summary>
/// <remarks>
/// A column that hardly varies has no unit that a few batches could show, and its pull is next to nothing: it stays as it is, and nothing
/// is measured by it. The columns of a layer with more than eight are of one kind (pixels, a series) and have one unit, but for those that
/// pull a thousand times harder than all the rest. No column counts more than 2^40 times another, and of its pulls in several batches the
/// middle one counts.
/// </remarks>
internal sealed class OutputBalance(nn.Module model, OutputStandard standard)
{
    private const double LargestUnit = 1L << 40;

    /// <summary>Balances the heads; null if they are in balance.</summary>
    /// <param name="heads">Every layer that makes outputs.</param>
    /// <param name="moved">Those that were brought near.</param>
    /// <param name="losses">The losses of a few batches.</param>
    public string? Run(IReadOnlyList<WeightedModule> heads, IReadOnlyList<FarOutput> moved, IReadOnlyList<Func<Tensor>> losses)
    {
        foreach (var far in moved)
            far.Spread(wide: true); // in units of size 1 it is the usual spread
        var places = heads.Select(head => moved.FirstOrDefault(far => far.Head == head)).ToArray();
        double[][] units = [.. heads.Select((head, i) => places[i]?.Unit ?? [.. Enumerable.Repeat(1.0, (int)head.Weight.shape[0])])];
        var gradients = Gradients(heads, losses);
        for (var i = 0; i < units.Length; i++)
            Unite(units[i], gradients[i], Bulk(units[i], gradients[i], places[i] is not null));
        double[][] pulls = [.. units.Select((columns, i) => columns.Select((unit, column) => Pull(unit, gradients[i][column])).ToArray())];
        double[] all = [.. pulls.SelectMany(columns => columns).Where(pull => pull > 0)];
        if (all.Length > 0 && all.Max() > UnlikePulls * all.Min())
        {
            standard.Hook([.. heads.Select((head, i) => Scale(head, units[i], pulls[i], all.Max()))]);
            standard.Unfold();
            return string.Create(
                CultureInfo.InvariantCulture,
                $"outputs in different units: they are made in units of size 1 and pull alike, instead of {all.Max() / all.Min():g3} to 1"
            );
        }

        foreach (var far in moved)
            far.Spread(wide: false);
        return null;
    }

    private static OutputScale Scale(WeightedModule head, double[] units, double[] pulls, double most) =>
        new(head.Name, [.. units.Select(PowerOfTwo)], [.. pulls.Select(pull => pull > 0 ? Math.Min(most / pull, LargestUnit) : 1)]);

    private static double PowerOfTwo(double unit) =>
        unit > 0 && double.IsFinite(unit) ? Math.Clamp(Math.Pow(2, Math.Round(Math.Log2(unit))), 1 / LargestUnit, LargestUnit) : 1;

    // the columns of one kind: none of a few that were moved; all where none was, since a rare class pulls less than others, and is to;
    // and of many those below the first gap of a thousand in their upper half: pixels grow brighter by degrees, a value beside classes does
    // not
    private static int[] Bulk(double[] units, double[] gradients, bool isMoved)
    {
        int[] rising = [.. Enumerable.Range(0, units.Length)];
        if (!isMoved)
            return rising;
        if (units.Length <= OwnUnitColumns)
            return [];
        var pulls = units.Zip(gradients, Pull).ToArray();
        rising = [.. rising.OrderBy(column => pulls[column])];
        for (var n = units.Length / 2 + 1; n < units.Length; n++)
            if (pulls[rising[n]] > OwnUnitGap * pulls[rising[n - 1]] && pulls[rising[n - 1]] > 0)
                return rising[..n];
        return rising;
    }

    private static void Unite(double[] units, double[] gradients, int[] bulk)
    {
        if (bulk.Length == 0)
            return;
        var (unit, gradient) = (Math.Sqrt(bulk.Average(column => units[column] * units[column])), bulk.Max(column => gradients[column]));
        foreach (var column in bulk)
            (units[column], gradients[column]) = (unit, gradient);
    }

    // how hard the losses pull at a column, per unit of its own; 0 where that says nothing
    private static double Pull(double unit, double gradient) => unit > 0 ? PowerOfTwo(unit) * gradient : 0;

    private double[][] Gradients(IReadOnlyList<WeightedModule> heads, IReadOnlyList<Func<Tensor>> losses)
    {
        using var quiet = new Undisturbed(model);
        double[][][] heard = [.. losses.Select(loss => Pulls(heads, loss))];
        return
        [
            .. heads.Select(
                (head, i) =>
                    Enumerable
                        .Range(0, (int)head.Weight.shape[0])
                        .Select(column => Middle(heard.Select(batch => batch[i].ElementAtOrDefault(column))))
                        .ToArray()
            ),
        ];
    }

    private double[][] Pulls(IReadOnlyList<WeightedModule> heads, Func<Tensor> loss)
    {
        using var scope = NewDisposeScope();
        using var listener = new Listener(model, columnsMayDiffer: false);
        loss().backward();
        return [.. heads.Select(listener.PullsOf)];
    }

    private static double Middle(IEnumerable<double> pulls) =>
        pulls.Order().ToArray() is var sorted && sorted[sorted.Length / 2] is var middle && double.IsFinite(middle) ? middle : 0;
}
