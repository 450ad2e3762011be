using System.CommandLine;
using System.Globalization;
using static TorchSharp.torch;

namespace Ballast.Cli;

/// <summary><c>ballast predict RUN FILE…</c>: class and probability of inputs in files.</summary>
internal static class PredictCommand
{
    private const int Most = 500;   // inputs that go through the model together

    public static Command Create()
    {
        var run = new Argument<string>("RUN") { Description = "Folder or run.db of a training." };
        var files = new Argument<string[]>("FILE") { Description = "Pictures (resized as in training), .npy or .npz arrays of one or several inputs as raw values, or .csv tables with the columns that were trained on.", Arity = ArgumentArity.OneOrMore };
        var best = new Option<bool>("--best") { Description = "The checkpoint of the best evaluation instead of the last." };
        var samples = new Option<int>("--samples") { Description = "Predict so many times with dropout on, and say how much the answers vary (Monte Carlo dropout), 2 to 10000; 1: dropout off.", DefaultValueFactory = _ => 1 };
        var command = new Command("predict", "Say what a trained model makes of inputs in files: class and probability, or numbers.") { run, files, best, samples };
        command.SetAction(parsed => Run(parsed.GetValue(run)!, parsed.GetValue(files)!, parsed.GetValue(best), parsed.GetValue(samples), parsed.GetValue(GlobalOptions.Json)));
        return command;
    }

    private static int Run(string path, string[] files, bool best, int samples, bool json)
    {
        if (samples is < 1 or > 10_000) throw new UsageException($"--samples is {samples} but must be between 1 and 10000.");
        using var trained = TrainedModel.Load(path, best);
        using var off = no_grad();
        if (samples > 1 && !Dropouts.IsRandom(trained.Model)) throw new UsageException($"--samples {samples} was given, but the model of {path} has no dropout to sample. Leave it away, or train with regularize: [ {{ name: dropout }} ].");
        List<string> notes = [];
        Prediction[] predictions = [.. files.SelectMany(file => Predict(trained, file, samples, notes))];
        DataNotes.Write(Console.Error, notes);
        if (json)
        {
            JsonLine.Write(new { command = "predict", status = "done", run = trained.Run.File, checkpoint = trained.From.Path, predictions, notes });
            return ExitCode.Done;
        }

        HashSet<string> several = [.. predictions.Where(it => it.Index > 0).Select(it => it.File)];
        foreach (var it in predictions)
            Console.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{it.File}{(several.Contains(it.File) ? $"[{it.Index}]" : "")}{(it.Step is { } step ? $" step {step}" : "")}: {it.Words}"));
        return ExitCode.Done;
    }

    private static Prediction[] Predict(TrainedModel trained, string file, int samples, List<string> notes)
    {
        using var scope = NewDisposeScope();
        var inputs = trained.Format.Read(file, out var said);
        notes.AddRange(said.Select(note => $"{file}, {note}"));
        return inputs.split(Most).SelectMany((part, i) => Prediction.From(file, samples > 1 ? MonteCarlo.Sample(trained.Model, part, samples) : trained.Model.call(part).unsqueeze(0), trained).Select(it => it with { Index = it.Index + (i * Most) })).ToArray();
    }
}
