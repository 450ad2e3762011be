using System.Diagnostics;
using System.Globalization;

namespace Ballast.Cli.Tests.Commands;

/// <summary>
/// Exports of the tools people use, from the command line: what is read is said, what cannot be is refused with the remedy, and predict
/// keeps to it.
/// </summary>
public sealed class TablesAsPeopleHaveThemTests : IDisposable
{
    private const string Rest =
        "model: { name: mlp, hidden: [16] }\noptimizer: { name: adam, lr: 0.01 }\ntrain: { epochs: 30, seed: 1, threads: 1 }\n";
    private static readonly NumberFormatInfo German = new() { NumberDecimalSeparator = ",", NumberGroupSeparator = "." };
    private readonly Tool _tool = new();

    public void Dispose() => _tool.Dispose();

    private void Write(string name, string text) => File.WriteAllText(Path.Combine(_tool.Folder, name), text);

    private string Config(string data, string loss = "")
    {
        Write("c.yaml", $"data: {data}\n{loss}{Rest}");
        return "c.yaml";
    }

    private string[] Notes(string data, string loss = "")
    {
        var (exit, output, error) = _tool.Run("check", Config(data, loss), "--json");
        Assert.True(exit == 0, error);
        return [.. Tool.Json(output).GetProperty("notes").EnumerateArray().Select(note => note.GetString()!)];
    }

    private string Refused(string data)
    {
        var (exit, _, error) = _tool.Run("train", Config(data), "--json");
        Assert.True(exit == 2, error);
        return Assert.Single(error.TrimEnd().Split('\n'));
    }

    private static string Rows(Func<int, string> row, int count = 120) =>
        string.Concat(Enumerable.Range(0, count).Select(i => row(i) + "\r\n"));

    [Fact]
    public void Excel_in_German_is_learned_said_and_predicted_from_alike()
    {
        static string Area(int i) => (20 + (i * 7 % 90) + 0.5).ToString("N2", German);
        Write(
            "de.csv",
            "sep=;\r\nfläche;gebaut;balkon;preis\r\n"
                + Rows(
                    i =>
                        $"{Area(i)};{(i % 28) + 1:00}.{(i % 12) + 1:00}.{1990 + (i % 30)};{(i % 2 == 0 ? "ja" : "nein")};"
                        + $"{(1000 * (20 + (i * 7 % 90))).ToString("N2", German)} €",
                    400
                )
        );
        const string Data = "{ name: csv, path: de.csv, target: preis, task: regression, target-scale: standard, batch: 32 }";
        Assert.Equal(
            [
                "preis: read as numbers with decimal comma and '.' between thousands and the sign '€'",
                "fläche: read as numbers with decimal comma",
                "gebaut: read as dates; its 5 inputs are the days since the first, and "
                    + "sine and cosine of the day of the year and of the week",
                "balkon: 'ja' is read as 1 and 'nein' as 0",
            ],
            Notes(Data, "loss: mse\n")
        );
        var (exit, output, error) = _tool.Run("train", Config(Data, "loss: mse\n"), "--out", "run");
        Assert.True(exit == 0, error);
        Assert.Contains("data: fläche: read as numbers with decimal comma", output, StringComparison.Ordinal);

        double Predicted(string header, string row)
        {
            Write("new.csv", $"{header}\r\n{row}\r\n");
            var (exit, output, error) = _tool.Run("predict", "run", "new.csv", "--json");
            Assert.True(exit == 0, error);
            return Tool.Json(output).GetProperty("predictions")[0].GetProperty("values")[0].GetDouble();
        }

        var price = Predicted("fläche;gebaut;balkon", "60,50;1.2.2000;ja");
        Assert.InRange(price, 40_000, 80_000);
        Assert.Equal(price, Predicted("balkon,gebaut,fläche", "JA,01.02.2000,\"60,5\""));
        Write("us.csv", "fläche,gebaut,balkon\n60.5,1.2.2000,ja\n");
        var (refused, _, said) = _tool.Run("predict", "run", "us.csv");
        Assert.Equal(
            (
                2,
                "ballast: us.csv, line 2, column 'fläche': the cell holds '60.5', which is no number with a decimal comma, as was "
                    + "chosen. Correct it, remove the row, or leave the column out with ignore: [fläche].\n"
            ),
            (refused, said)
        );
    }

    [Fact]
    public void A_new_category_is_said_and_a_column_that_is_missing_refused()
    {
        Write("t.csv", "a,colour,kind\n" + Rows(i => $"{i % 9},{(i % 3 == 0 ? "red" : "blue")},{(i % 2 == 0 ? "x" : "y")}"));
        Assert.Equal(0, _tool.Run("train", Config("{ name: csv, path: t.csv, target: kind, batch: 16 }"), "--out", "run", "--quiet").Exit);
        Write("new.csv", "colour,a\ngreen,3\n");
        var (exit, output, error) = _tool.Run("predict", "run", "new.csv");
        Assert.Equal(
            (0, "data: new.csv, colour: 1 row holds a text that the training did not have ('green'): all its inputs are 0 there\n"),
            (exit, error)
        );
        Assert.StartsWith("new.csv: ", output, StringComparison.Ordinal);
        Write("new.csv", "a\n3\n");
        Assert.Contains("new.csv has no column 'colour'.", _tool.Run("predict", "run", "new.csv").Error, StringComparison.Ordinal);
    }

    [Theory]
    // pandas: to_csv with its index, True and False
    [InlineData("pandas", "column 1 has no name and numbers the rows|flag: 'true' is read as 1 and 'false' as 0")]
    // R: write.csv2
    [InlineData("r", "column 1 has no name and numbers the rows|v: read as numbers with decimal comma")]
    // Google Sheets in English: dollars with thousands, percent
    [InlineData(
        "sheets",
        "v: read as numbers with decimal point and ',' between thousands and the sign "
            + "'$'|share: read as numbers with the sign '%' (1% is 1)"
    )]
    // SAP: minus behind, bars
    [InlineData("sap", "v: read as numbers with decimal comma and '.' between thousands")]
    // PostgreSQL: COPY with t and f, time stamps with a zone
    [InlineData("postgres", "flag: 't' is read as 1 and 'f' as 0|at: read as dates with times, in UTC")]
    // Excel in Switzerland and France
    [InlineData("swiss", "v: read as numbers with decimal point and ''' between thousands")]
    [InlineData("french", "v: read as numbers with decimal comma and ' ' between thousands|d: read as dates, day before month")]
    public void Exports(string tool, string said)
    {
        static string Kind(int i) => i % 2 == 0 ? "x" : "y";
        Write(
            "t.csv",
            tool switch
            {
                "pandas" => ",v,flag,kind\n"
                    + Rows(i => string.Create(CultureInfo.InvariantCulture, $"{i},{i * 0.25 % 7},{i % 3 == 0},{Kind(i)}")),
                "r" => "\"\";\"v\";\"kind\"\n" + Rows(i => $"\"{i + 1}\";{(i * 0.25 % 7).ToString(German)};\"{Kind(i)}\""),
                "sheets" => "v,share,kind\n"
                    + Rows(i => string.Create(CultureInfo.InvariantCulture, $"\"${1000 + (i * 37.25):N2}\",{i % 100}%,{Kind(i)}")),
                "sap" => "v|kind\n" + Rows(i => $"{(1000 + (i * 37.25)).ToString("N2", German)}{(i % 3 == 0 ? "-" : " ")}|{Kind(i)}"),
                "postgres" => "flag\tat\tkind\n"
                    + Rows(i => $"{(i % 3 == 0 ? "t" : "f")}\t2021-03-{(i % 28) + 1:00} 10:{i % 60:00}:00.5+00\t{Kind(i)}"),
                "swiss" => "v;kind\n"
                    + Rows(i => $"{(1000 + (i * 37.25)).ToString("N2", CultureInfo.InvariantCulture).Replace(',', '\'')};{Kind(i)}"),
                _ => "v;d;kind\n"
                    + Rows(i =>
                        $"{(1000 + (i * 37.25)).ToString("N2", German).Replace('.', '\u202f')};{(i % 28) + 1:00}/03/2021;{Kind(i)}"
                    ),
            }
        );
        var notes = Notes("{ name: csv, path: t.csv, target: kind, batch: 16 }");
        Assert.All(said.Split('|'), expected => Assert.Contains(notes, note => note.StartsWith(expected, StringComparison.Ordinal)));
    }

    [Fact]
    public void What_cannot_be_told_is_asked_for_and_taken_from_the_config()
    {
        Write("t.csv", "v;d;kind\n" + Rows(i => $"{1 + (i % 8)}.{100 + i};{1 + (i % 9)}/{1 + (i % 7)}/2021;{(i % 2 == 0 ? "x" : "y")}"));
        Assert.Contains(
            "t.csv, line 2, column 'v': '1.100' may be 1.1 or 1100, and no other cell of the table shows whether its decimal mark "
                + "is a point or a comma. Say decimal: \".\" or decimal: \",\".",
            Refused("{ name: csv, path: t.csv, target: kind, batch: 16, date-order: dmy }"),
            StringComparison.Ordinal
        );
        Assert.Contains(
            "t.csv, line 9, column 'd': '8/1/2021' may be 8 January 2021 or 1 August 2021, and no cell of the table shows which. "
                + "Say date-order: dmy or date-order: mdy.",
            Refused("{ name: csv, path: t.csv, target: kind, batch: 16, decimal: \".\" }"),
            StringComparison.Ordinal
        );
        Assert.Equal(
            [
                "v: read as numbers with decimal comma and '.' between thousands",
                "d: read as dates, month before day; its input is the days since the first",
            ],
            Notes("{ name: csv, path: t.csv, target: kind, batch: 16, decimal: \",\", date-order: mdy, dates: days }")
        );
    }

    [Fact]
    public void Gaps_are_counted_and_the_remedy_trains_and_predicts()
    {
        Write("t.csv", "a,b,kind\n" + Rows(i => $"{(i % 10 == 0 ? "" : i % 13)},{(i == 5 ? "NA" : i % 7)},{(i % 2 == 0 ? "x" : "y")}"));
        Assert.Contains(
            "t.csv: 13 cells hold no value: a 12, b 1 (the first of 'a' in line 2: '').",
            Refused("{ name: csv, path: t.csv, target: kind, batch: 16 }"),
            StringComparison.Ordinal
        );
        Assert.Equal(
            0,
            _tool
                .Run("train", Config("{ name: csv, path: t.csv, target: kind, batch: 16, missing: median }"), "--out", "run", "--quiet")
                .Exit
        );
        Write("new.csv", "a,b\n,3\n4,NA\n");
        Assert.Equal(0, _tool.Run("predict", "run", "new.csv").Exit);
        Assert.Equal(
            0,
            _tool
                .Run("train", Config("{ name: csv, path: t.csv, target: kind, batch: 16, missing: drop }"), "--out", "other", "--quiet")
                .Exit
        );
        Assert.Contains(
            "new.csv, line 2, column 'a': the cell holds '', which is no value, and the model was trained without gaps there.",
            _tool.Run("predict", "other", "new.csv").Error,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void A_named_pipe_is_refused_at_once()
    {
        if (!OperatingSystem.IsLinux())
            return;
        using (var made = Process.Start("mkfifo", [Path.Combine(_tool.Folder, "p.csv")]))
            made.WaitForExit();
        Assert.Contains(
            "p.csv cannot be read: it is a named pipe, not a file.",
            Refused("{ name: csv, path: p.csv, target: kind }"),
            StringComparison.Ordinal
        );
        Assert.Contains(
            "p.csv cannot be read: it is a named pipe, not a file.",
            Refused("{ name: npz, path: p.csv }"),
            StringComparison.Ordinal
        );
    }
}
