using System.Globalization;

namespace Ballast;

/// <summary>The state of a rule as one line of text: doubles to the last bit, then integers.</summary>
internal static class StateText
{
    public static string Write(ReadOnlySpan<double> doubles, ReadOnlySpan<long> longs)
    {
        var text = new List<string>(doubles.Length + longs.Length + 1);
        foreach (var value in doubles)
            text.Add(value.ToString("G17", CultureInfo.InvariantCulture)); // the shortest text that .NET gives 2^-25 is not it
        text.Add("|");
        foreach (var value in longs)
            text.Add(value.ToString(CultureInfo.InvariantCulture));
        return string.Join(' ', text);
    }

    public static (double[] Doubles, long[] Longs) Read(string state, string rule)
    {
        if (state.Split('|') is not [var doubles, var longs])
            throw Broken(state, rule);
        try
        {
            return (
                Parse(doubles, text => double.Parse(text, CultureInfo.InvariantCulture)),
                Parse(longs, text => long.Parse(text, CultureInfo.InvariantCulture))
            );
        }
        catch (Exception fault) when (fault is FormatException or OverflowException)
        {
            throw Broken(state, rule);
        }
    }

    public static FormatException Broken(string state, string rule) =>
        new(
            $"'{(state.Length > 60 ? state[..60] + "…" : state)}' is not a state of the rule {rule}: the checkpoint is damaged or "
                + "comes from another version. Start without it."
        );

    private static T[] Parse<T>(string text, Func<string, T> parse) =>
        [.. text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(parse)];
}
