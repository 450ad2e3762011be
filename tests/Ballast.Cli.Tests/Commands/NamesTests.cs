namespace Ballast.Cli.Tests.Commands;

/// <summary>Names letter by letter, of different lengths, from the command line to a prediction.</summary>
public sealed class NamesTests : IDisposable
{
    private readonly Tool _tool = new();

    public void Dispose() => _tool.Dispose();

    private static string Sample => Path.Combine(Tool.Root, "samples", "names", "names.yaml");

    [Fact]
    public void The_letters_of_names_are_learned_with_padding_said_and_unsaid()
    {
        File.Copy(Path.Combine(Path.GetDirectoryName(Sample)!, "names.npz"), Path.Combine(_tool.Folder, "names.npz"));
        foreach (
            var (run, data) in (ReadOnlySpan<(string, string)>)
                [("said", "{ name: npz, path: names.npz, batch: 16, padding: 0 }"), ("unsaid", "{ name: npz, path: names.npz, batch: 16 }")]
        )
        {
            var (exit, output, error) = _tool.Run(
                "train",
                Sample,
                "--json",
                "--quiet",
                "--out",
                run,
                "--set",
                "train.epochs=4",
                "--set",
                $"data={data}"
            );
            Assert.True(exit == 0, error);
            Assert.True(Tool.Json(output).GetProperty("testAccuracy").GetDouble() >= 0.8, output);
        }
    }

    [Fact]
    public void A_shorter_name_is_filled_up()
    {
        var (exit, _, error) = _tool.Run("train", Sample, "--quiet", "--out", "run", "--set", "train.epochs=3");
        Assert.True(exit == 0, error);
        // "pekson" and "dorini" as six letters, and as twelve
        long[] letters = [16, 5, 11, 19, 15, 14, 4, 15, 18, 9, 14, 9];
        Npy("short.npy", "(2, 6)", letters);
        Npy("long.npy", "(2, 12)", [.. letters[..6], 0, 0, 0, 0, 0, 0, .. letters[6..], 0, 0, 0, 0, 0, 0]);
        var (one, two) = (_tool.Run("predict", "run", "short.npy", "--json").Out, _tool.Run("predict", "run", "long.npy", "--json").Out);
        long[] Classes(string output) =>
            [.. Tool.Json(output).GetProperty("predictions").EnumerateArray().Select(it => it.GetProperty("class").GetInt64())];
        Assert.Equal([1, 2], Classes(one));
        Assert.Equal([1, 2], Classes(two));
    }

    private void Npy(string path, string shape, long[] values)
    {
        var header = System.Text.Encoding.ASCII.GetBytes($"{{'descr': '<i8', 'fortran_order': False, 'shape': {shape}, }}\n");
        File.WriteAllBytes(
            Path.Combine(_tool.Folder, path),
            [0x93, .. "NUMPY"u8, 1, 0, (byte)header.Length, 0, .. header, .. values.SelectMany(BitConverter.GetBytes)]
        );
    }
}
