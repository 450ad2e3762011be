using System.CommandLine;
using System.CommandLine.Help;

namespace Ballast.Cli;

/// <summary>The tool as a whole: arguments to an exit code. Whatever happens on the way becomes one message.</summary>
internal static class BallastTool
{
    public static async Task<int> RunAsync(string[] args)
    {
        var root = Root();
        var parsed = root.Parse(args);
        var command = parsed.CommandResult.Command.Name;
        var json = parsed.GetValue(GlobalOptions.Json);
        if (json)
            NativeAbort.Before(words => JsonLine.WriteFailure(command, words));
        try
        {
            if (parsed.Errors is [var first, ..] && !args.Any(arg => arg is "-h" or "-?" or "--help" or "--version"))
                throw new UsageException(
                    $"{first.Message} 'ballast {(parsed.CommandResult.Command == root ? "" : command + " ")}--help' shows what there is."
                );
            if (command is not (TrainCommand.Name or BenchCommand.RanksName))
                Ranks.RequireOne(command);
            var code = await parsed.InvokeAsync(
                new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null }
            );
            Console.Out.Flush();
            if (StandardStreams.Failure is not { } why)
                return code;
            Console.Error.WriteLine(
                $"ballast: standard output could not be written to: {why.TrimEnd('.')}. What was to stand there is lost."
            );
            return code == ExitCode.Done ? ExitCode.Unsaved : code;
        }
        catch (HaltedException fault)
        {
            return Fail(fault.Message, ExitCode.Halted);
        }
#pragma warning disable CA1031 // the last place: whatever is left is a fault of Ballast's own and is reported as one
        catch (Exception fault)
        {
            return BadInput.Explain(fault) is { } message
                ? Fail(message, ExitCode.BadInput)
                : Fail(
                    $"This is a fault of Ballast's own; please report it with the lines below.{Environment.NewLine}{fault}",
                    ExitCode.Fault
                );
        }
#pragma warning restore CA1031

        int Fail(string message, int code)
        {
            message = ErrorText.Fit(message);
            Console.Error.WriteLine($"ballast: {message}");
            if (json)
                JsonLine.WriteFailure(command, message);
            Ranks.Abort(code);
            return code;
        }
    }

    private static Command Root() =>
        new Command("ballast", "Training that doesn't blow up.")
        {
            new HelpOption(),
            new VersionOption(),
            TrainCommand.Create(),
            CheckCommand.Create(),
            ExplainCommand.Create(),
            RepairCommand.Create(),
            ReplayCommand.Create(),
            BundleCommand.Create(),
            UiCommand.Create(),
            ShowCommand.Create(),
            ReportCommand.Create(),
            ExportCommand.Create(),
            ImportCommand.Create(),
            SurviveCommand.Create(),
            ChaosCommand.Create(),
            ChaosCommand.CreateTraining(),
            CasesCommand.Create(),
            ReproduceCommand.Create(),
            TrialCommand.Create(),
            WorkerCommand.Create(),
            CompareCommand.Create(),
            BenchCommand.Create(),
            DataCommand.Create(),
            EvalCommand.Create(),
            PredictCommand.Create(),
            RunsCommand.Create(),
            QueryCommand.Create(),
            SchemaCommand.Create(),
            DoctorCommand.Create(),
            GlobalOptions.Json,
            GlobalOptions.Quiet,
            GlobalOptions.NoColor,
            GlobalOptions.Lang,
        };
}
