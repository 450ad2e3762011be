using CsCheck;

namespace Ballast.Cli.Tests;

/// <summary>Whatever is in the file or on the command line, it is either a valid configuration or a ConfigException.</summary>
public sealed class ConfigFuzzTests
{
    private static readonly string Valid = File.ReadAllText(Repository.File("samples", "fashion-mnist", "exploding-mlp.yaml"));

    private static readonly string[] Pieces =
    [
        "\t",
        "\n",
        "  ",
        ":",
        ": ",
        "- ",
        "[",
        "]",
        "{",
        "}",
        "&a ",
        "*a",
        "!!str ",
        "!<x> ",
        "|",
        ">-\n",
        "'",
        "\"",
        "\\",
        "#",
        "?",
        "? ",
        "%YAML 1.2\n",
        "---\n",
        "...\n",
        "<<: ",
        "null",
        "~",
        "NaN",
        ".inf",
        "-1",
        "1e999",
        "99999999999999999999",
        "0x10",
        "true",
        "\0",
        "\u2028",
        "\ufeff",
        "\ud800",
        "name",
        "data",
        "optimizer: ",
        "rules: ",
        "\"\\x",
        "@",
        "`",
    ];

    /// <summary>The valid sample with a few cuts, doublings and foreign pieces in random places.</summary>
    private static readonly Gen<string> Mutated = Gen.Select(
            Gen.Int[0, 2],
            Gen.Int[0, Valid.Length],
            Gen.Int[0, 30],
            Gen.Int[0, Pieces.Length - 1]
        )
        .List[1, 4]
        .Select(edits =>
        {
            var text = Valid;
            foreach (var (kind, at, length, piece) in edits)
            {
                var start = Math.Min(at, text.Length);
                var count = Math.Min(length, text.Length - start);
                text = kind switch
                {
                    0 => text.Remove(start, count),
                    1 => text.Insert(start, text.Substring(start, count)),
                    _ => text.Insert(start, Pieces[piece]),
                };
            }
            return text;
        });

    private static readonly Gen<string> Junk = Gen.OneOf(Gen.Int[0, Pieces.Length - 1].Select(i => Pieces[i]), Gen.String[0, 3])
        .List[0, 40]
        .Select(string.Concat);

    [Fact]
    public void Only_a_ConfigException_escapes_a_mutated_file() => Mutated.Sample(text => IsConfigOrError(text, []), iter: 2000);

    [Fact]
    public void Only_a_ConfigException_escapes_junk() => Junk.Sample(text => IsConfigOrError(text, []), iter: 2000);

    [Fact]
    public void Only_a_ConfigException_escapes_an_override() =>
        Gen.Select(
                Gen.OneOf(
                    Gen.OneOf(
                        "data",
                        "model.hidden",
                        "optimizer.lr",
                        "guard",
                        "guard.rules",
                        "train.epochs",
                        "a.b.c",
                        "regularize.x",
                        "loss.name.x"
                    ),
                    Junk
                ),
                Junk
            )
            .Sample((key, value) => IsConfigOrError(Valid, [$"{key}={value}", $"{key}.x={value}"]), iter: 2000);

    [Theory]
    [InlineData("[")]
    [InlineData("{a: ")]
    [InlineData("- ")]
    [InlineData("? ")]
    public void Deep_nesting_does_not_end_the_process(string opening) =>
        Assert.True(IsConfigOrError(string.Concat(Enumerable.Repeat(opening, 20_000)), []));

    private static bool IsConfigOrError(string text, string[] settings)
    {
        try
        {
            TrainConfig.Parse(text, "fuzz.yaml", settings);
        }
        catch (ConfigException e)
        {
            return e.Message.Length > 10;
        }
        return true;
    }
}
