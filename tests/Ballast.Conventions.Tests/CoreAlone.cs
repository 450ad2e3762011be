using System.Diagnostics;

namespace Ballast.Conventions.Tests;

/// <summary>
/// A process that uses Ballast.Core alone and then says which libraries it has loaded: <c>dotnet Ballast.Conventions.Tests.dll FOLDER</c>.
/// </summary>
internal static class CoreAlone
{
    public static void Main(string[] arguments)
    {
        Use(arguments[0]);
        using var process = Process.GetCurrentProcess();
        var native = process.Modules.Cast<ProcessModule>().Select(module => module.ModuleName);
        foreach (var name in native.Concat(AppDomain.CurrentDomain.GetAssemblies().Select(assembly => assembly.GetName().Name)).Order())
            Console.WriteLine(name);
    }

    public static (string[] Loaded, string Error) Run(string folder)
    {
        using var process = Process.Start(
            new ProcessStartInfo(Environment.ProcessPath!.Contains("dotnet", StringComparison.Ordinal) ? Environment.ProcessPath : "dotnet")
            {
                ArgumentList = { typeof(CoreAlone).Assembly.Location, folder },
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            }
        )!;
        var error = process.StandardError.ReadToEndAsync();
        var loaded = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (loaded.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries), error.Result);
    }

    // measure, judge, record, read back: all that a report needs
    private static void Use(string folder)
    {
        var reading = new GradientReading(0, 1, [new(new ParameterInfo("weight", [2, 3]), 5, 4, 0)]);
        var verdict = new RuleSet([Rules.ClipNorm()]).Judge(reading);
        using (var writer = Sinks.RunFile(folder))
            writer.Write(new StepRecord(reading, verdict));
        using var run = RunFile.Open(folder);
        Console.WriteLine($"steps {run.Steps(statistics: true).Count()}");
    }
}
