using System.Globalization;
using System.Text;

namespace Ballast.Fuzz;

/// <summary>Damaged tables.</summary>
internal static class TableCases
{
    public static FuzzCase Csv(Mutator mutator, string place)
    {
        File.WriteAllBytes(Path.Combine(place, "t.csv"), mutator.Encoded(mutator.Text(Table(mutator.Random))));
        return FuzzKinds.Check(
            "csv",
            place,
            $"{{ name: csv, path: t.csv, target: {mutator.Mostly("y", ["kind", "b", "none"])}, batch: 4 }}"
        );
    }

    /// <summary>Numbers, a category and a target.</summary>
    public static string Table(Random random)
    {
        var (separator, text) = (",;\t|"[random.Next(4)], new StringBuilder());
        text.AppendJoin(separator, "a", "b", "kind", "y").Append('\n');
        for (var row = 0; row < 40; row++)
            text.AppendJoin(
                    separator,
                    random.NextDouble().ToString("g4", CultureInfo.InvariantCulture),
                    $"{row}",
                    row % 3 == 0 ? "\"red, dark\"" : "blue",
                    row % 2 == 0 ? "yes" : "no"
                )
                .Append('\n');
        return text.ToString();
    }
}
