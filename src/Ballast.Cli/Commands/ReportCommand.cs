using System.CommandLine;

namespace Ballast.Cli;

/// <summary><c>ballast report RUN [RUN…] --out picture.png</c>: draws runs side by side.</summary>
internal static class ReportCommand
{
    public static Command Create()
    {
        var runs = new Argument<string[]>("RUN") { Description = "Folders or run.db files of trainings.", Arity = ArgumentArity.OneOrMore };
        var output = new Option<string>("--out")
        {
            Description = "The picture to write: .png or .svg.",
            DefaultValueFactory = _ => "report.png",
        };
        var labels = new Option<string[]>("--label")
        {
            Description = "What to call a run, in their order. Default: the name of its folder.",
        };
        var command = new Command("report", "Draw the loss and accuracy of one or several runs, with what the guard did.")
        {
            runs,
            output,
            labels,
        };
        command.SetAction(result =>
            Run(result.GetValue(runs)!, result.GetValue(output)!, result.GetValue(labels) ?? [], result.InvocationConfiguration.Output)
        );
        return command;
    }

    private static int Run(string[] runs, string output, string[] labels, TextWriter console)
    {
        if (!RunPicture.Knows(output))
            throw new UsageException($"--out {output} ends in neither .png nor .svg. Write for example --out report.png.");
        if (labels.Length > 0 && labels.Length != runs.Length)
            throw new UsageException(
                $"--label was given {labels.Length} times for {runs.Length} runs. Give one label for each run, in their order, or none."
            );
        if (SpecialFile.Kind(output) is { } special)
            throw new UsageException($"--out {output} is {special}, not a file. Give the name of a picture.");
        var (curves, said) = (new List<RunCurve>(), new List<string>());
        for (var i = 0; i < runs.Length; i++)
        {
            try
            {
                using var run = RunFile.Open(runs[i]);
                var curve = RunCurve.Read(run, labels.Length > 0 ? labels[i] : Name(run.Path));
                if (curve.Steps == 0)
                    throw new UsageException($"{run.Path} has no steps yet. Wait for the training to begin.");
                curves.Add(curve);
                if (run.Summary()?.Trivial is { Sentence: { Length: > 0 } sentence })
                    said.Add($"{curve.Label}: {sentence}");
            }
            catch (RunFileException fault)
            {
                throw new UsageException(fault.Message);
            }
        }

        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(output))!);
            RunPicture.Save(curves, output);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"{output} cannot be written: {fault.Message}");
        }

        foreach (var sentence in said)
            console.WriteLine(sentence);
        console.WriteLine(output);
        return 0;
    }

    private static string Name(string path) =>
        Path.GetFileName(path) == "run.db" && Path.GetFileName(Path.GetDirectoryName(path)) is { Length: > 0 } folder
            ? folder
            : Path.GetFileNameWithoutExtension(path);
}
