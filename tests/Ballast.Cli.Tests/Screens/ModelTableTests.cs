namespace Ballast.Cli.Tests;

public sealed class ModelTableTests
{
    [Fact]
    public void Model_table() => Golden.Check(Text(Speech.English), "model-table");

    [Fact]
    public void Model_table_in_Chinese() => Golden.Check(Text(Speech.Chinese), "model-table-zh");

    private static string Text(Speech speech)
    {
        using var text = new StringWriter();
        ModelTable.Write(
            text,
            "layers on digits: one input is [1, 8, 8], one answer [10]",
            new(
                [
                    new("input", "InputAffine", [1, 8, 8], 0, 0, 1.01),
                    new("conv1", "Conv2d", [16, 8, 8], 160, 9216, 1.4142),
                    new("residual1", "Residual", [16, 8, 8], 2_320_000, 147_456_000, double.PositiveInfinity),
                    new("linear1", "Linear", [10], 170, 160, 1.5e-7),
                ],
                2_320_330,
                147_465_376,
                ["extra.linear"]
            )
            {
                Loss = double.NaN,
            },
            speech
        );
        return text.ToString();
    }
}
