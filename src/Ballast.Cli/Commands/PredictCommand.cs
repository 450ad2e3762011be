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
        var command = new Command("predict", "Say what a trained model makes of inputs in files: class and probability, or numbers.") { run, files, best };
        command.SetAction(parsed => Run(parsed.GetValue(run)!, parsed.GetValue(files)!, parsed.GetValue(best), parsed.GetValue(GlobalOptions.Json)));
        return command;
    }

    private static int Run(string path, string[] files, bool best, bool json)
    {
        using var trained = TrainedModel.Load(path, best);
        using var off = no_grad();
        Prediction[] predictions = [.. files.SelectMany(file => Predict(trained, file))];
        if (json)
        {
            JsonLine.Write(new { command = "predict", status = "done", run = trained.Run.File, checkpoint = trained.From.Path, predictions });
            return ExitCode.Done;
        }

        HashSet<string> several = [.. predictions.Where(it => it.Index > 0).Select(it => it.File)];
        foreach (var it in predictions)
            Console.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{it.File}{(several.Contains(it.File) ? $"[{it.Index}]" : "")}{(it.Step is { } step ? $" step {step}" : "")}: {it.Words}"));
        return ExitCode.Done;
    }

    private static Prediction[] Predict(TrainedModel trained, string file)
    {
        using var scope = NewDisposeScope();
        var inputs = trained.Format.Read(file);
        return inputs.split(Most).SelectMany((part, i) => Prediction.From(file, trained.Model.call(part), trained).Select(it => it with { Index = it.Index + (i * Most) })).ToArray();
    }
}
