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
    public void The_class_that_needs_a_look_is_named() =>
        Assert.Equal(
            [("test f1", "0.8123, lowest 0.5 for coat"), ("most confused", "bag taken for coat: 7 times"), ("test mae", "1,235")],
            MetricWords.Rows(Speech.English, Values, ["shoe", "bag", "coat"])
        );

    [Fact]
    public void Without_names_classes_have_numbers() =>
        Assert.Equal(
            "class 1 taken for class 2: 7 times",
            MetricWords.Rows(Speech.English, Values, null).Single(row => row.Label == "most confused").Value
        );

    /// <summary>Values of a target may be of different units: each is named, none is called the lowest.</summary>
    [Fact]
    public void Each_value_of_a_target_is_named() =>
        Assert.Equal(
            [("test mae", "3.25: low 1.5, high 5"), ("test r2", "0.5: value 0 0.4, value 1 0.6")],
            [
                .. MetricWords.Rows(Speech.English, [new("mae", 3.25) { Details = [1.5, 5] }], ["low", "high"]),
                .. MetricWords.Rows(Speech.English, [new("r2", 0.5) { Details = [0.4, 0.6] }], null),
            ]
        );

    [Fact]
    public void Nothing_confused_is_no_row() =>
        Assert.Empty(MetricWords.Rows(Speech.English, [new("confusion", 1) { Details = [3, 0, 0, 4] }], null));
}
