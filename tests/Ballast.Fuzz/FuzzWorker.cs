using System.Globalization;
using System.Runtime.InteropServices;
using Ballast.Cli;
using TorchSharp;

namespace Ballast.Fuzz;

/// <summary>Puts inputs to the tool inside this process, and says on standard output which one it is at and what came of it.</summary>
internal static class FuzzWorker
{
    /// <summary>What the tool is told is free: inputs that need more have to be refused.</summary>
    public const int FreeMegabytes = 600;

    private const int Shown = 400;

    public static void Run(int seed, int from, int to, string folder)
    {
        HostMemory.Free = () => FreeMegabytes * 1e6;
        torch.set_num_threads(1);
        var report = Console.Out;
        Console.SetError(TextWriter.Null);
        SelfLog.Out = _ => { };
        var kinds = FuzzKinds.Prepare(Path.Combine(folder, $"base-{seed}"), Tool);
        for (var kind = 0; from == 0 && kind < kinds.Count; kind++)
            Undamaged(kinds[kind], Path.Combine(folder, $"whole-{kind}"));
        for (var i = from; i < to; i++)
        {
            var place = Path.Combine(folder, i.ToString(CultureInfo.InvariantCulture));
            Directory.CreateDirectory(place);
            var input = kinds[i % kinds.Count](new Mutator(new Random(HashCode(seed, i))), place);
            Say($"at\t{i}\t{input.Kind}");
            var before = Peak(reset: true);
            var (exit, said) = Tool(input.Arguments);
            var megabytes = (int)((Peak(reset: false) - before) >> 20);
            var result = new FuzzResult(i, input.Kind, exit, megabytes, "");
            Say($"done\t{i}\t{input.Kind}\t{exit}\t{megabytes}\t{Line(said)}");
            if (!result.IsFault)
                Directory.Delete(place, recursive: true);
        }

        void Say(string line)
        {
            report.WriteLine(line);
            report.Flush();
        }
    }

    // what is damaged must be good before
    private static void Undamaged(Func<Mutator, string, FuzzCase> kind, string place)
    {
        for (var i = 0; i < 6; i++)
        {
            Directory.CreateDirectory(place);
            var input = kind(new Mutator(new Random(i), idle: true), place);
            var (exit, said) = Tool(input.Arguments);
            if (exit != 0 && input.Kind != "run file")
                throw new InvalidOperationException($"The undamaged input {input.Kind} in {place} is refused ({exit}): {said}");
            Directory.Delete(place, recursive: true);
        }
    }

    private static string Line(string said) => string.Concat(said.Replace('\t', ' ').ReplaceLineEndings(" | ").Take(Shown));

    private static (int Exit, string Said) Tool(string[] arguments)
    {
        var said = new StringWriter();
        Console.SetOut(said);
        Console.SetError(said);
        var exit = BallastTool.RunAsync(arguments).GetAwaiter().GetResult();
        return (exit, said.ToString());
    }

    // of every process the same, unlike HashCode.Combine
    private static int HashCode(int seed, int index) => (int)((((uint)seed * 2654435761u) ^ (uint)index) * 2246822519u);

    // the highest that the memory of the process was since the last reset
    private static long Peak(bool reset)
    {
        if (!RuntimeInformation.IsOSPlatform(OSPlatform.Linux))
            return 0;
        if (reset)
            File.WriteAllText("/proc/self/clear_refs", "5");
        var line = File.ReadLines("/proc/self/status").First(line => line.StartsWith("VmHWM:", StringComparison.Ordinal));
        return 1024 * long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2], CultureInfo.InvariantCulture);
    }
}
