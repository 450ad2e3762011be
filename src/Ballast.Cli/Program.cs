using System.CommandLine;
using System.CommandLine.Help;
using Ballast;
using Ballast.Cli;

var root = new Command("ballast", "Training that doesn't blow up.")
{
    new HelpOption(),
    new VersionOption(),
    TrainCommand.Create(),
    CheckCommand.Create(),
    ReportCommand.Create(),
    SurviveCommand.Create(),
    TrialCommand.Create(),
    CompareCommand.Create(),
    CompareTrialCommand.Create(),
    BenchCommand.Create(),
    DataCommand.Create(),
    EvalCommand.Create(),
    PredictCommand.Create(),
    RunsCommand.Create(),
    SchemaCommand.Create(),
    DoctorCommand.Create(),
    GlobalOptions.Json,
    GlobalOptions.Quiet,
    GlobalOptions.NoColor,
};

var parsed = root.Parse(args);
var command = parsed.CommandResult.Command.Name;
var json = parsed.GetValue(GlobalOptions.Json);
try
{
    if (parsed.Errors is [var first, ..] && !args.Any(arg => arg is "-h" or "-?" or "--help" or "--version"))
        throw new UsageException($"{first.Message} 'ballast {(parsed.CommandResult.Command == root ? "" : command + " ")}--help' shows what there is.");
    return await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null });
}
catch (Exception fault) when (fault is UsageException or ConfigException or DatasetException or RunFileException or CheckpointException)
{
    return Fail(fault.Message, ExitCode.BadInput);
}
#pragma warning disable CA1031 // the last place: whatever is left is a fault of Ballast's own and is reported as one
catch (Exception fault)
{
    return Fail($"This is a fault of Ballast's own; please report it with the lines below.{Environment.NewLine}{fault}", ExitCode.Fault);
}
#pragma warning restore CA1031

int Fail(string message, int code)
{
    Console.Error.WriteLine($"ballast: {message}");
    if (json) JsonLine.WriteFailure(command, message);
    return code;
}
