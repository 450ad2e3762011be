using System.CommandLine;
using System.Text.Json;

namespace Ballast.Cli;

/// <summary>
/// Runs one trial after the other, in a process that was started for them: a line of standard input is what the tool would be called with,
/// a line of standard output what came of it.
/// </summary>
internal static class WorkerCommand
{
    public const string Name = "trial-worker";

    public static Command Create()
    {
        var command = new Command(Name) { Hidden = true };
        command.SetAction(
            async (_, cancel) =>
            {
                var answers = Console.Out;
                while (await Console.In.ReadLineAsync(cancel) is { } line)
                    answers.WriteLine(JsonSerializer.Serialize(await Run(JsonSerializer.Deserialize<string[]>(line)!)));
                return ExitCode.Done;
            }
        );
        return command;
    }

    private static async Task<TrialAnswer> Run(string[] arguments)
    {
        using var said = new StringWriter();
        using var wrong = new StringWriter();
        var (output, error) = (Console.Out, Console.Error);
        Console.SetOut(said);
        Console.SetError(wrong);
        try
        {
            var code = await BallastTool.RunAsync(arguments);
            return new(code, said.ToString(), wrong.ToString());
        }
        finally
        {
            Console.SetOut(output);
            Console.SetError(error);
        }
    }
}
