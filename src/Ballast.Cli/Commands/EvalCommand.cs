using System.CommandLine;

namespace Ballast.Cli;

/// <summary><c>ballast eval RUN</c>: loss and accuracy of a checkpoint on the test data.</summary>
internal static class EvalCommand
{
    public static Command Create()
    {
        var run = new Argument<string>("RUN") { Description = "Folder or run.db of a training." };
        var best = new Option<bool>("--best") { Description = "The checkpoint of the best evaluation instead of the last." };
        var device = new Option<string?>("--device") { Description = "cpu, cuda or cuda:N, instead of what the run was trained on." };
        var command = new Command("eval", "Measure a trained model on the test data.") { run, best, device };
        command.SetAction(parsed => Run(parsed.GetValue(run)!, parsed.GetValue(best), parsed.GetValue(device), parsed.GetValue(GlobalOptions.Json)));
        return command;
    }

    private static int Run(string path, bool best, string? device, bool json)
    {
        using var trained = TrainedModel.Load(path, best, device);
        var (loss, accuracy) = trained.Parts.Evaluate();
        (json ? Console.Error : Console.Out).WriteLine(
            $"{trained.Run.Folder}, step {Words.Whole(trained.From.Step)}: test loss {Words.Number(loss)}{(double.IsNaN(accuracy) ? "" : $", test accuracy {Words.Percent(accuracy)}")}");
        if (json)
            JsonLine.Write(new { command = "eval", status = "done", run = trained.Run.File, checkpoint = trained.From.Path, step = trained.From.Step, testLoss = loss, testAccuracy = accuracy });
        return ExitCode.Done;
    }
}
