using System.CommandLine;
using System.Globalization;
using static TorchSharp.torch;

namespace Ballast.Cli;

/// <summary><c>ballast predict RUN FILE…</c>: class and probability, or numbers, of inputs in files.</summary>
internal static class PredictCommand
{
    private const int Most = 500; // inputs that go through the model together

    private static readonly Argument<string> Run = new("RUN") { Description = "Folder or run.db of a training." };
    private static readonly Argument<string[]> Files = new("FILE")
    {
        Description =
            "Pictures (resized as in training), .npy or .npz arrays of one or several inputs as raw values, or .csv tables with "
            + "the columns that were trained on.",
        Arity = ArgumentArity.OneOrMore,
    };
    private static readonly Option<bool> Best = new("--best")
    {
        Description = "The checkpoint of the best evaluation instead of the last.",
    };
    private static readonly Option<int> Samples = new("--samples")
    {
        Description =
            "Predict so many times with dropout on, and say how much the answers vary (Monte Carlo dropout), 2 to 10000; 1: dropout off.",
        DefaultValueFactory = _ => 1,
    };
    private static readonly Option<string?> Out = new("--out")
    {
        Description = "Write the predictions to this .csv or .json file instead of the screen; what was there is replaced.",
    };
    private static readonly Option<bool> Inputs = new("--with-inputs")
    {
        Description = "With --out FILE.csv: the columns of the tables that were read, before the predictions.",
    };

    public static Command Create()
    {
        var command = new Command("predict", "Say what a trained model makes of inputs in files: class and probability, or numbers.")
        {
            Run,
            Files,
            Best,
            Samples,
            Out,
            Inputs,
        };
        command.SetAction(Predict);
        return command;
    }

    private static int Predict(ParseResult parsed)
    {
        var (path, files, samples, output, inputs) = (
            parsed.GetValue(Run)!,
            parsed.GetValue(Files)!,
            parsed.GetValue(Samples),
            parsed.GetValue(Out),
            parsed.GetValue(Inputs)
        );
        if (samples is < 1 or > 10_000)
            throw new UsageException($"--samples is {samples} but must be between 1 and 10000.");
        if (inputs && output?.EndsWith(".csv", StringComparison.OrdinalIgnoreCase) != true)
            throw new UsageException(
                "--with-inputs puts the columns of tables beside predictions, which takes "
                    + "--out FILE.csv. Add it, or leave --with-inputs away."
            );
        if (inputs && files.FirstOrDefault(file => !file.EndsWith(".csv", StringComparison.OrdinalIgnoreCase)) is { } other)
            throw new UsageException($"--with-inputs was given, but {other} is no table. Leave it away, or give tables.");
        if (output is not null)
            PredictionTable.Check(output, files);
        using var trained = TrainedModel.Load(path, parsed.GetValue(Best));
        using var off = no_grad();
        if (samples > 1 && !Dropouts.IsRandom(trained.Model))
            throw new UsageException(
                $"--samples {samples} was given, but the model of {path} has no dropout to sample. Leave it away, or train with "
                    + $"regularize: [ {{ name: dropout }} ]."
            );
        List<string> notes = [];
        PredictedFile[] predicted = [.. files.Select(file => Of(trained, file, samples, notes))];
        DataNotes.Write(Console.Error, notes);
        if (output is not null)
            PredictionTable.Write(output, predicted, trained.Format, inputs);
        Prediction[] predictions = [.. predicted.SelectMany(file => file.Predictions)];
        if (parsed.GetValue(GlobalOptions.Json))
            Json(trained, predictions, output, notes);
        else if (output is null)
            Print(predictions);
        else if (!parsed.GetValue(GlobalOptions.Quiet))
            Console.Out.WriteLine(
                $"{Words.Whole(predictions.Length)} {(predictions.Length == 1 ? "prediction" : "predictions")} in {output}"
            );
        return ExitCode.Done;
    }

    private static void Json(TrainedModel trained, Prediction[] predictions, string? output, List<string> notes)
    {
        if (output is null)
            JsonLine.Write(
                new
                {
                    command = "predict",
                    status = "done",
                    run = trained.Run.File,
                    checkpoint = trained.From.Path,
                    predictions,
                    notes,
                }
            );
        else
            JsonLine.Write(
                new
                {
                    command = "predict",
                    status = "done",
                    run = trained.Run.File,
                    checkpoint = trained.From.Path,
                    @out = output,
                    count = predictions.Length,
                    notes,
                }
            );
    }

    private static void Print(Prediction[] predictions)
    {
        HashSet<string> several = [.. predictions.Where(it => it.Index > 0).Select(it => it.File)];
        foreach (var it in predictions)
            Console.Out.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{it.File}{(several.Contains(it.File) ? $"[{it.Index}]" : "")}{(it.Time is { } time ? $" after {time}" : "")}"
                        + $"{(it.Step is { } step ? $" step {step}" : "")}: "
                        + $"{it.Words}"
                )
            );
    }

    private static PredictedFile Of(TrainedModel trained, string file, int samples, List<string> notes)
    {
        using var scope = NewDisposeScope();
        List<string> said = [];
        var (inputs, table, rows) = trained.Format.ReadRows(file, said);
        notes.AddRange(said.Select(note => $"{file}, {note}"));
        var times = trained.Format.Window?.Time is { } time ? table?.Cells[table.Column(time)] : null;
        return new(
            [
                .. inputs
                    .split(Most)
                    .SelectMany(
                        (part, i) =>
                            Prediction
                                .From(
                                    file,
                                    samples > 1 ? MonteCarlo.Sample(trained.Model, part, samples) : trained.Model.call(part).unsqueeze(0),
                                    trained
                                )
                                .Select(it => Placed(it with { Index = it.Index + (i * Most) }))
                    ),
            ],
            table,
            rows
        );

        Prediction Placed(Prediction it) =>
            table is null ? it : it with { Line = table.Lines[(int)rows[(int)it.Index]], Time = times?[(int)rows[(int)it.Index]] };
    }
}
