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
            Say($"done\t{i}\t{input.Kind}\t{exit}\t{megabytes}\t{(exit is 1 or > 3 ? said.Replace('\t', ' ').ReplaceLineEndings(" | ")[..Math.Min(Shown, said.Length)] : "")}");
            if (!result.IsFault) Directory.Delete(place, recursive: true);
        }

        void Say(string line)
        {
            report.WriteLine(line);
            report.Flush();
        }
    }

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
        if (!RuntimeInformation.IsOSPlatform(OSPlatform.Linux)) return 0;
        if (reset) File.WriteAllText("/proc/self/clear_refs", "5");
        var line = File.ReadLines("/proc/self/status").First(line => line.StartsWith("VmHWM:", StringComparison.Ordinal));
        return 1024 * long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2], CultureInfo.InvariantCulture);
    }
}
