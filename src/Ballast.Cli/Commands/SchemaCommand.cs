using System.CommandLine;
using System.Text.Json;

namespace Ballast.Cli;

/// <summary><c>ballast schema</c>: the JSON Schema of configs, so that editors complete and check them.</summary>
internal static class SchemaCommand
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    public static Command Create()
    {
        var command = new Command("schema", "Print the JSON Schema of configs, so that editors complete and check them.");
        command.SetAction(parsed =>
        {
            var schema = ConfigSchema.Create();
            if (parsed.GetValue(GlobalOptions.Json))
                JsonLine.Write(schema);
            else
                Console.Out.WriteLine(schema.ToJsonString(Indented));
            return ExitCode.Done;
        });
        return command;
    }
}
