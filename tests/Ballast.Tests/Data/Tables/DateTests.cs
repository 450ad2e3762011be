using System.Globalization;

namespace Ballast.Tests;

public sealed class DateTests
{
    [Theory]
    [InlineData("2021-03-04", "2021-03-04T00:00:00")]
    [InlineData("2021/3/4", "2021-03-04T00:00:00")]
    [InlineData("2021.03.04", "2021-03-04T00:00:00")]
    [InlineData("2021-03", "2021-03-01T00:00:00")]
    [InlineData("04.03.2021", "2021-03-04T00:00:00")]
    [InlineData("4.3.21", "2021-03-04T00:00:00")]
    [InlineData("31/12/1999", "1999-12-31T00:00:00")]
    [InlineData("12/31/1999", "1999-12-31T00:00:00")]
    [InlineData("31-12-99", "1999-12-31T00:00:00")]
    [InlineData("4 Mar 2021", "2021-03-04T00:00:00")]
    [InlineData("04-Mar-2021", "2021-03-04T00:00:00")]
    [InlineData("March 4, 2021", "2021-03-04T00:00:00")]
    [InlineData("Thu, 4 Mar 2021", "2021-03-04T00:00:00")]
    [InlineData("4. März 2021", "2021-03-04T00:00:00")]
    [InlineData("4 août 2021", "2021-08-04T00:00:00")]
    [InlineData("2021-03-04 05:06", "2021-03-04T05:06:00")]
    [InlineData("2021-03-04T05:06:07", "2021-03-04T05:06:07")]
    [InlineData("2021-03-04T05:06:07.25", "2021-03-04T05:06:07.25")]
    [InlineData("2021-03-04T05:06:07Z", "2021-03-04T05:06:07")]
    [InlineData("2021-03-04T05:06:07+02:00", "2021-03-04T03:06:07")]
    [InlineData("2021-03-04 05:06:07 -0530", "2021-03-04T10:36:07")]
    [InlineData("2021-03-04 05:06:07.123456+00", "2021-03-04T05:06:07.123456")]
    [InlineData("31.12.2021 23:59:59", "2021-12-31T23:59:59")]
    [InlineData("12/31/2021 11:59 PM", "2021-12-31T23:59:00")]
    [InlineData("12/31/2021 12:05 am", "2021-12-31T00:05:00")]
    public void Dates(string cell, string moment)
    {
        var column = Understood.Column(cell);
        Assert.Equal(ColumnKind.Date, column.Notation!.Kind);
        Assert.Equal(
            (DateTime.Parse(moment, CultureInfo.InvariantCulture) - new DateTime(2000, 1, 1)).TotalSeconds,
            column.Values![0],
            1e-6
        );
    }

    [Theory]
    [InlineData("05:06", 18360)]
    [InlineData("5:06:07", 18367)]
    [InlineData("5:06 pm", 61560)]
    [InlineData("23:59:59.5", 86399.5)]
    public void Times_of_day(string cell, double seconds)
    {
        var column = Understood.Column(cell);
        Assert.Equal(ColumnKind.Time, column.Notation!.Kind);
        Assert.Equal(seconds, column.Values![0]);
    }

    [Theory]
    [InlineData("2021.07|1999.12")] // numbers
    [InlineData("1.5|2.5")]
    public void Numbers_are_no_dates(string cells) => Assert.Equal(ColumnKind.Number, Understood.Column(cells).Notation!.Kind);

    [Theory]
    [InlineData("31.02.2021|30.02.2021")]
    [InlineData("25:10|26:11")]
    [InlineData("16:9|4:3")]
    [InlineData("13/13/2021")]
    public void What_is_no_date_is_text(string cells) => Assert.Null(Understood.Column(cells).Values);

    [Theory]
    [InlineData("3/4/2021|13/4/2021", "2021-04-03", DateOrder.DayFirst)]
    [InlineData("3/4/2021|4/13/2021", "2021-03-04", DateOrder.MonthFirst)]
    [InlineData("3-4-2021|4-13-2021", "2021-03-04", DateOrder.MonthFirst)]
    public void One_cell_shows_the_order_of_all(string cells, string first, DateOrder order)
    {
        var column = Understood.Column(cells);
        Assert.Equal(order, column.Notation!.Order);
        Assert.Equal(DateTime.Parse(first, CultureInfo.InvariantCulture), DateCell.Moment(column.Values![0]));
    }

    [Fact]
    public void Where_nothing_shows_the_order_it_is_asked_for()
    {
        Assert.Equal(
            "t.csv, line 2, column 'x': '3/4/2021' may be 3 April 2021 or 4 March 2021, and no cell of the table shows which. Say "
                + "date-order: dmy or date-order: mdy.",
            Assert.Throws<DatasetException>(() => Understood.Column("3/4/2021|5/6/2021")).Message
        );
        Assert.Equal(
            new(2021, 3, 4),
            DateCell.Moment(
                Understood.Column("3/4/2021|5/6/2021", options: new() { Target = "", DateOrder = DateOrder.MonthFirst }).Values![0]
            )
        );
        var other = Understood.Column(Understood.Table(',', ("shows", ["13/4/2021", "1/2/2021"]), ("x", ["3/4/2021", "5/6/2021"])), 1);
        Assert.Equal((new DateTime(2021, 4, 3), " (as column 'shows' shows)"), (DateCell.Moment(other.Values![0]), other.By));
    }

    [Theory]
    [InlineData("13/4/2021|4/13/2021|14/4/2021", "line 3, column 'x': the cell holds '4/13/2021', which is no date with the day first")]
    [InlineData(
        "2021-01-01|soon|2021-01-02",
        "line 3, column 'x': the cell holds 'soon', but other rows hold dates or times like '2021-01-01' (line 2)."
    )]
    [InlineData("2021-01-01|2021-02-30|2021-01-02", "line 3, column 'x': the cell holds '2021-02-30', but other rows hold dates")]
    [InlineData(
        "2021-01-01T00:00Z|2021-01-01T00:00|2021-01-02T00:00Z",
        "line 3, column 'x': the cell holds '2021-01-01T00:00', but other rows hold dates"
    )]
    public void One_odd_cell_is_named(string cells, string message) =>
        Assert.StartsWith(
            $"t.csv, {message}",
            Assert.Throws<DatasetException>(() => Understood.Column(cells)).Message,
            StringComparison.Ordinal
        );

    [Fact]
    public void Parts_go_round_in_a_circle()
    {
        var table = Understood.Table(',', ("x", ["2021-01-01 06:00", "2021-12-31 18:00", "2022-01-01 06:00"]));
        var cells = Understood.Column(table);
        var column = ColumnLearning.Learn(cells, [0, 1], new() { Target = "" });
        Assert.Equal((7, 7), (column.Inputs, ColumnInputs.Count(column)));
        var inputs = ColumnInputs.Of(cells, column).data<double>().ToArray().Chunk(7).ToArray();
        Assert.Equal([0, 364.5, 365], inputs.Select(row => row[0]));
        double Turn(int row, int at) => (Math.Atan2(inputs[row][at], inputs[row][at + 1]) / (2 * Math.PI)) + 1;
        Assert.Equal(364.5 / 365.2425, Turn(1, 1) - Turn(0, 1) + 1, 1e-9); // nearly a year
        Assert.Equal(0, Turn(2, 1) - Turn(0, 1), 1e-9);
        Assert.Equal(1.0 / 7, (Turn(2, 3) - Turn(0, 3) + 1) % 1, 1e-9); // a year is 52 weeks and a day
        Assert.Equal((0.25, 0.75), (Math.Round(Turn(0, 5) % 1, 9), Math.Round(Turn(1, 5) % 1, 9)));
    }

    [Theory]
    [InlineData("20210304|20210305", false, "2021-03-04T00:00:00")]
    [InlineData("1614834367|1614834368", true, "2021-03-04T05:06:07")]
    [InlineData("1614834367000|1614834368000", true, "2021-03-04T05:06:07")]
    public void Numbers_that_stand_for_moments(string cells, bool times, string first)
    {
        var column = Understood.Column(cells, options: new() { Target = "", DateColumns = ["x"] });
        Assert.Equal(
            (ColumnKind.Date, times, DateTime.Parse(first, CultureInfo.InvariantCulture)),
            (column.Notation!.Kind, column.Notation.WithTime, DateCell.Moment(column.Values![0]))
        );
    }
}
