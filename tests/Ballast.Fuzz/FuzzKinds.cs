namespace Ballast.Fuzz;

/// <summary>The kinds of inputs, in the order in which they take turns.</summary>
internal static class FuzzKinds
{
    /// <summary>
    /// Trains the small runs that some kinds damage, unless an earlier worker did, and says how each kind writes one input into a folder.
    /// </summary>
    public static IReadOnlyList<Func<Mutator, string, FuzzCase>> Prepare(string folder, Func<string[], (int Exit, string Said)> tool)
    {
        var run = TrainedRun.Make(folder, tool);
        return
        [
            ConfigCases.Check,
            ConfigCases.Train,
            TableCases.Csv,
            ArrayCases.Npy,
            ArrayCases.Npz,
            ArrayCases.Idx,
            PictureCases.Pictures,
            run.Checkpoint,
            run.RunFile,
            run.Predict,
            LogCases.Log,
        ];
    }

    /// <summary>Writes a config that names damaged data beside it, and how it is checked.</summary>
    public static FuzzCase Check(string kind, string place, string data)
    {
        var config = Path.Combine(place, "c.yaml");
        File.WriteAllText(config, $"data: {data}\nmodel: {{ name: mlp, hidden: [4] }}\noptimizer: adam\ntrain: {{ threads: 1 }}\n");
        return new(kind, ["check", config, "--quiet"]);
    }
}
