using System.Text.Json;
using System.Text.Json.Serialization;

namespace Ballast.Cli;

/// <summary>
/// The one machine-readable object on the last line of standard output. Numbers that are not finite are the strings "NaN", "Infinity",
/// "-Infinity".
/// </summary>
internal static class JsonLine
{
    public static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    };

    public static void Write<T>(T summary) => Console.Out.WriteLine(JsonSerializer.Serialize(summary, Options));

    public static void WriteFailure(string command, string error) =>
        Write(
            new
            {
                command,
                status = "failed",
                error,
            }
        );
}
