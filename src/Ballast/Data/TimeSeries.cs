using System.Globalization;
using static TorchSharp.torch;

namespace Ballast;

/// <summary>The series of a table, and windows of them.</summary>
internal static class TimeSeries
{
    /// <summary>
    /// The rows of each series among some rows of a table, in the order of the file, the series in the order of their first row.
    /// </summary>
    /// <exception cref="DatasetException">The column of time shows that rows of a series are not in the order of time.</exception>
    public static IReadOnlyList<long[]> Of(CsvTable table, WindowOptions window, long start, long count)
    {
        var by = window.By is { } column ? table.Cells[table.Column(column)] : null;
        var rows = Enumerable.Range((int)start, (int)count);
        IEnumerable<long[]> series = by is null
            ?
            [
                [.. rows.Select(row => (long)row)],
            ]
            : rows.GroupBy(row => by[row]).Select(group => group.Select(row => (long)row).ToArray());
        long[][] all = [.. series.Where(each => each.Length > 0)];
        if (window.Time is { } time)
            foreach (var each in all)
                CheckOrder(table, table.Column(time), each, window.By is null);
        return all;
    }

    /// <summary>The windows of a stretch of rows.</summary>
    /// <param name="inputs">float [rows of the table, features].</param>
    /// <param name="stretch">The rows, in the order of time; enough for one window.</param>
    /// <param name="window">How long they are.</param>
    /// <param name="ahead">Rows that have to follow a window.</param>
    /// <param name="stride">Rows from one window to the next.</param>
    /// <returns>[windows, length, features].</returns>
    public static Tensor Windows(Tensor inputs, long[] stretch, WindowOptions window, int ahead, int stride)
    {
        using var scope = NewDisposeScope();
        var rows = inputs.index_select(0, tensor(stretch));
        return rows.unfold(0, window.Length, stride)
            .narrow(0, 0, window.Count(stretch.Length, ahead, stride))
            .transpose(1, 2)
            .contiguous()
            .MoveToOuterDisposeScope();
    }

    /// <summary>The row that stands so many rows after the last of each window.</summary>
    public static IEnumerable<long> Rows(long[] stretch, WindowOptions window, int after, int ahead, int stride)
    {
        var count = window.Count(stretch.Length, ahead, stride);
        for (var i = 0L; i < count; i++)
            yield return stretch[(i * stride) + window.Length - 1 + after];
    }

    // texts that are neither numbers nor ISO dates say nothing of their order
    private static void CheckOrder(CsvTable table, int column, long[] rows, bool alone)
    {
        var texts = table.Cells[column];
        for (var i = 1; i < rows.Length; i++)
        {
            var (before, after) = (texts[(int)rows[i - 1]], texts[(int)rows[i]]);
            if (Moment(before) is { } earlier && Moment(after) is { } later && later < earlier)
                throw new DatasetException(
                    $"{table.Place((int)rows[i], column)}: '{after}' comes after '{before}', so the rows are not in the order of "
                        + $"time. Sort them, oldest first{(alone ? ", or name the column that tells series apart as window.by" : "")}."
                );
        }
    }

    private static double? Moment(string text)
    {
        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number))
            return number;
        return
            text.Length >= 10
            && text[4] == '-'
            && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var date)
            ? date.UtcTicks
            : null;
    }
}
