using System.Globalization;
using TorchSharp;
using static TorchSharp.torch;

namespace Ballast;

/// <summary>One column of a table, understood: as numbers, or as categories. Half of one and half of the other is an error.</summary>
/// <param name="Name">From the header.</param>
/// <param name="Numbers">Its numbers, or null for categories.</param>
/// <param name="Texts">Its texts.</param>
internal sealed record CsvColumn(string Name, float[]? Numbers, IReadOnlyList<string> Texts)
{
    private const int MostCategories = 1000;
    private static readonly string[] Missing = ["", "nan", "na", "n/a", "null", "none", "?"];

    /// <exception cref="DatasetException">A cell has no value, is not finite, or is a text among numbers.</exception>
    public static CsvColumn Of(CsvTable table, int column, bool categorical)
    {
        var (name, texts) = (table.Columns[column], table.Cells[column]);
        var numbers = new float[texts.Count];
        int odd = -1, plain = -1;
        for (var row = 0; row < numbers.Length; row++)
        {
            if (IsMissing(texts[row]))
                throw new DatasetException($"{table.Place(row, column)}: the cell holds '{texts[row]}', which is no value. Fill it in, remove the row, or leave the column out with ignore: [{name}].");
            if (categorical) continue;
            if (!float.TryParse(texts[row], NumberStyles.Float, CultureInfo.InvariantCulture, out numbers[row])) odd = odd < 0 ? row : odd;
            else if (float.IsFinite(numbers[row])) plain = plain < 0 ? row : plain;
            else throw new DatasetException($"{table.Place(row, column)}: {texts[row]} is not a finite float32 number. Correct it, remove the row, or leave the column out with ignore: [{name}].");
        }

        if (odd >= 0 && plain >= 0)
            throw new DatasetException($"{table.Place(odd, column)}: the cell holds '{Short(texts[odd])}', but other rows hold numbers ('{texts[plain]}' in line {table.Lines[plain]}). Correct it, or say categorical: [{name}] if these numbers are names.");
        return new(name, categorical || odd >= 0 ? null : numbers, texts);
    }

    /// <summary>The names of its categories in some rows, in ordinal order.</summary>
    public string[] Categories(IEnumerable<long> rows) => [.. rows.Select(row => Texts[(int)row]).Distinct().Order(StringComparer.Ordinal)];

    /// <summary>What becomes of it as inputs: a number, or one input for each category that <paramref name="train"/> rows have.</summary>
    public InputColumn Learn(string path, long[] train)
    {
        var known = Numbers is null ? Categories(train) : null;
        return known is null || known.Length <= MostCategories ? new(Name, known) : throw new DatasetException(
            $"{path}: column '{Name}' has {known.Length} different texts, more than {MostCategories}. Leave it out with ignore: [{Name}]; a column that names every row teaches nothing.");
    }

    /// <summary>Numbers as one input; categories as one input each, 1 where it applies. A text that is none of them is all zeros.</summary>
    /// <returns>float32 [rows, inputs].</returns>
    public Tensor Encode(IReadOnlyList<string>? categories)
    {
        if (categories is null) return tensor(Numbers!).unsqueeze(1);
        var known = categories.Index().ToDictionary(pair => pair.Item, pair => pair.Index);
        long[] codes = [.. Texts.Select(text => (long)known.GetValueOrDefault(text, known.Count))];
        return nn.functional.one_hot(tensor(codes), known.Count + 1).narrow(1, 0, known.Count).to(ScalarType.Float32);
    }

    private static bool IsMissing(string text) => Missing.Contains(text, StringComparer.OrdinalIgnoreCase);

    private static string Short(string text) => text.Length > 40 ? text[..40] + "..." : text;
}
