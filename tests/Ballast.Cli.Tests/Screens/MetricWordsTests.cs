namespace Ballast.Cli.Tests.Screens;

public sealed class MetricWordsTests
{
    private static readonly MetricValue[] Values =
    [
        new("f1", 0.8123) { Details = [0.9, double.NaN, 0.5] },
        new("confusion", 0.8) { Details = [5, 1, 0, 0, 5, 7, 2, 0, 5] },
        new("mae", 1234.5),
    ];

    [Fact]
    public void The_class_that_needs_a_look_is_named() => Assert.Equal(
        [("test f1", "0.8123, lowest 0.5 for coat"), ("most confused", "bag taken for coat: 7 times"), ("test mae", "1,235")],
        MetricWords.Rows(Values, ["shoe", "bag", "coat"]));

    [Fact]
    public void Without_names_classes_have_numbers() =>
        Assert.Equal("class 1 taken for class 2: 7 times", MetricWords.Rows(Values, null).Single(row => row.Label == "most confused").Value);

    [Fact]
    public void Nothing_confused_is_no_row() =>
        Assert.Empty(MetricWords.Rows([new("confusion", 1) { Details = [3, 0, 0, 4] }], null));
}
