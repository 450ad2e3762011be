using System.CommandLine;
using System.Globalization;
using static TorchSharp.torch;

namespace Ballast.Cli;

/// <summary><c>ballast predict RUN FILE…</c>: class and probability of inputs in files.</summary>
internal static class PredictCommand
{
    public static Command Create()
    {
        var run = new Argument<string>("RUN") { Description = "Folder or run.db of a training." };
        var files = new Argument<string[]>("FILE") { Description = "Images of the size that was trained on, or .npy arrays of one or several inputs, as raw values.", Arity = ArgumentArity.OneOrMore };
        var best = new Option<bool>("--best") { Description = "The checkpoint of the best evaluation instead of the last." };
        var command = new Command("predict", "Say the class of inputs in files, and how probable it is.") { run, files, best };
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

        foreach (var it in predictions)
            Console.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{it.File}{(predictions.Count(other => other.File == it.File) > 1 ? $"[{it.Index}]" : "")}: class {it.Class}, {Words.Percent(it.Probability)}"));
        return ExitCode.Done;
    }

    private static IEnumerable<Prediction> Predict(TrainedModel trained, string file)
    {
        using var scope = NewDisposeScope();
        var inputs = SampleFile.Read(file, trained.Parts.Data).to(trained.Parts.Device);
        return Prediction.From(file, trained.Parts.Model.call(inputs), trained.Parts.Loss);
    }
}
