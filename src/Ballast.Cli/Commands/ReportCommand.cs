using System.CommandLine;
using System.Text;
using Ballast.Dashboard;

namespace Ballast.Cli;

/// <summary><c>ballast report RUN [RUN…] --out report.html</c>: runs beside each other, as a page, Markdown or a picture.</summary>
internal static class ReportCommand
{
    public static Command Create()
    {
        var runs = new Argument<string[]>("RUN") { Description = "Folders or run.db files of trainings.", Arity = ArgumentArity.OneOrMore };
        var output = new Option<string>("--out")
        {
            Description =
                "What to write: .html (a page that opens anywhere), .md (with a picture beside it), .png or .svg; of one run "
                + "also .csv or .parquet (its numbers, step by step).",
            DefaultValueFactory = _ => "report.html",
        };
        var labels = new Option<string[]>("--label")
        {
            Description = "What to call a run, in their order. Default: the name of its folder.",
        };
        var command = new Command(
            "report",
            "Write what one or several runs were like into one file: curves, what the guard did, layers, findings."
        )
        {
            runs,
            output,
            labels,
        };
        command.SetAction(result =>
            Run(
                result.GetValue(runs)!,
                result.GetValue(output)!,
                result.GetValue(labels) ?? [],
                GlobalOptions.LanguageOf(result),
                result.InvocationConfiguration.Output
            )
        );
        return command;
    }

    private static int Run(string[] runs, string output, string[] labels, Language language, TextWriter console)
    {
        var kind = Path.GetExtension(output).ToUpperInvariant();
        if (kind is not (".HTML" or ".MD" or ".CSV" or ".PARQUET") && !RunPicture.Knows(output))
            throw new UsageException(
                $"--out {output} ends in none of .html, .md, .png, .svg, .csv, .parquet. Write for example --out report.html."
            );
        if (kind is ".CSV" or ".PARQUET" && runs.Length > 1)
            throw new UsageException($"--out {output} takes the steps of one run, and there are {runs.Length}. Write a file for each.");
        if (labels.Length > 0 && labels.Length != runs.Length)
            throw new UsageException(
                $"--label was given {labels.Length} times for {runs.Length} runs. Give one label for each run, in their order, or none."
            );
        if (SpecialFile.Kind(output) is { } special)
            throw new UsageException($"--out {output} is {special}, not a file. Give the name of a file.");
        string[] names = labels.Length > 0 ? labels : Distinct([.. runs.Select(Name)]);
        if (names.GroupBy(name => name).FirstOrDefault(group => group.Count() > 1) is { } same)
            throw new UsageException($"Two runs are called {same.Key}. Give each a --label of its own.");
        var views = new List<RunView>();
        try
        {
            foreach (var run in runs)
                views.Add(Opened(run));
            Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(output))!);
            string[] written = kind switch
            {
                ".HTML" => Page([.. names.Zip(views, KeyValuePair.Create)], output),
                ".CSV" => Numbers(views[0], output, (run, to) => RunCsv.Steps(run, to)),
                ".PARQUET" => Columns(views[0], output),
                ".MD" => Markdown(names, views, output, language),
                _ => Picture(names, views, output),
            };
            foreach (var (name, view) in names.Zip(views))
                if (view.Story(name).Trivial is { Sentence: { Length: > 0 } sentence })
                    console.WriteLine($"{name}: {sentence}");
            foreach (var file in written)
                console.WriteLine(file);
            return ExitCode.Done;
        }
        catch (Exception fault) when (fault is IOException and not RunFileException or UnauthorizedAccessException)
        {
            throw new UsageException($"{output} cannot be written: {fault.Message}");
        }
        finally
        {
            views.ForEach(view => view.Dispose());
        }
    }

    private static RunView Opened(string run)
    {
        try
        {
            var view = RunView.Open(Bundle.Opened(run));
            view.Follow();
            return view.Steps > 0 ? view : throw new UsageException($"{view.Path} has no steps yet. Wait for the training to begin.");
        }
        catch (RunFileException fault)
        {
            throw new UsageException(fault.Message);
        }
    }

    private static string[] Page(KeyValuePair<string, RunView>[] runs, string output)
    {
        Written(output, writer => ReportPage.Write(runs, writer));
        return [output];
    }

    private static string[] Markdown(string[] names, List<RunView> views, string output, Language language)
    {
        var picture = Path.ChangeExtension(output, ".svg");
        RunPicture.Save(Curves(names, views), picture);
        Written(output, writer =>
            writer.Write(RunMarkdown.Of([.. names.Zip(views, (name, view) => view.Story(name, language))], Path.GetFileName(picture)))
        );
        return [output, picture];
    }

    private static string[] Numbers(RunView view, string output, Action<RunFile, TextWriter> write)
    {
        using var run = RunFile.Open(view.Path);
        Written(output, writer => write(run, writer));
        return [output];
    }

    private static string[] Columns(RunView view, string output)
    {
        using var run = RunFile.Open(view.Path);
        AtomicFile.Write(output, stream => RunParquet.WriteAsync(run, stream).GetAwaiter().GetResult());
        return [output];
    }

    private static string[] Picture(string[] names, List<RunView> views, string output)
    {
        RunPicture.Save(Curves(names, views), output);
        return [output];
    }

    private static RunCurve[] Curves(string[] names, List<RunView> views) => [.. names.Zip(views, (name, view) =>
            {
                using var run = RunFile.Open(view.Path);
                return RunCurve.Read(run, name);
            })];

    // a report that was there before stays until the new one is whole
    private static void Written(string output, Action<TextWriter> write) => AtomicFile.Write(output, stream =>
        {
            using var writer = new StreamWriter(stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), leaveOpen: true);
            write(writer);
        });

    private static string Name(string path)
    {
        var full = Path.GetFullPath(path.TrimEnd('/', '\\'));
        return Path.GetFileName(full) == "run.db" && Path.GetFileName(Path.GetDirectoryName(full)) is { Length: > 0 } folder
            ? folder
            : Path.GetFileNameWithoutExtension(full);
    }

    // runs of the same name in different folders get their folders' too
    private static string[] Distinct(string[] names) =>
        [.. names.Select((name, i) => names.Take(i).Count(it => it == name) is > 0 and var before ? $"{name}-{before + 1}" : name)];
}
