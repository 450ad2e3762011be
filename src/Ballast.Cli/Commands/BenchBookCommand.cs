using System.CommandLine;
using System.Globalization;
using System.Text;

namespace Ballast.Cli;

/// <summary><c>ballast bench all</c>: every figure of the documentation, measured again and written into one file.</summary>
internal static class BenchBookCommand
{
    public static Command Create()
    {
        var names = string.Join(", ", Benchmark.All.Select(it => it.Name));
        var output = new Option<string>("--out") { Description = "The file to write.", DefaultValueFactory = _ => "benchmarks.md" };
        var parts = new Option<string>("--parts")
        {
            Description = "Folder in which the parts are kept: what is there is not measured again.",
            DefaultValueFactory = _ => Path.Combine(RunFolder.Runs, "benchmarks"),
        };
        var only = new Option<string[]>("--only")
        {
            Description = $"Measure these alone; parts that are kept are written all the same. There are {names}.",
            AllowMultipleArgumentsPerToken = true,
        };
        var command = new Command("all", "Measure everything, some hours, and write it into one file. Goes on where it was stopped.")
        {
            output,
            parts,
            only,
        };
        command.SetAction(parsed => Run(parsed.GetValue(output)!, parsed.GetValue(parts)!, parsed.GetValue(only) ?? []));
        return command;
    }

    private static int Run(string output, string parts, string[] only)
    {
        if (only.FirstOrDefault(name => Benchmark.All.All(it => it.Name != name)) is { } unknown)
            throw new UsageException(
                $"--only {unknown} is no benchmark. There are {string.Join(", ", Benchmark.All.Select(it => it.Name))}."
            );
        Directory.CreateDirectory(parts);
        foreach (var benchmark in Benchmark.All.Where(it => only.Length == 0 || only.Contains(it.Name)))
        {
            var kept = Path.Combine(parts, benchmark.Name + ".md");
            if (File.Exists(kept))
                continue;
            Console.Error.WriteLine($"{benchmark.Title}: {string.Join("; ", benchmark.Commands)}");
            var section = BenchmarkRun.Section(benchmark);
            AtomicFile.Write(kept, stream => stream.Write(Encoding.UTF8.GetBytes(section)));
        }

        AtomicFile.Write(output, stream => stream.Write(Encoding.UTF8.GetBytes(Book(parts))));
        Console.Out.WriteLine(output);
        return ExitCode.Done;
    }

    private static string Book(string parts)
    {
        var (there, missing) = (new List<string>(), new List<string>());
        foreach (var benchmark in Benchmark.All)
        {
            var kept = Path.Combine(parts, benchmark.Name + ".md");
            if (File.Exists(kept))
                there.Add(File.ReadAllText(kept));
            else
                missing.Add(benchmark.Name);
        }

        var absent = missing.Count == 0 ? "" : $" Not measured here: {string.Join(", ", missing)}.";
        var date = DateTime.UtcNow.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        return $"# Benchmarks\n\nWritten by `ballast bench all` on {date}, not by hand: each table is what the command above it printed "
            + $"({ProcessorClass.Here}, {Environment.ProcessorCount} cores). Machines differ, and so do runs: compare ratios.{absent}\n\n"
            + string.Join('\n', there);
    }
}
