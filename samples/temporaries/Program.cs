// What TorchSharp's temporaries do when a collection comes while libtorch reads them, measured. docs/temporaries.md explains it.
//
//   dotnet run -c Release --project samples/temporaries                         every spelling, collections forced all the time
//   dotnet run -c Release --project samples/temporaries -- train                short trainings, collections as .NET has them
//   dotnet run -c Release --project samples/temporaries -- train busy           the same beside a thread that makes objects
//   dotnet run -c Release --project samples/temporaries -- train busy held      the same training, every number held
//   dotnet run -c Release --project samples/temporaries -- train busy guarded   as the first, stepped by Ballast

using System.Diagnostics;
using Ballast;
using Temporaries;
using static TorchSharp.torch;

NativeMend.Ensure();
set_num_threads(1);
switch (args)
{
    case ["train", .. var words]:
        Trainings.Run(words.Contains("busy"), words.Contains("held"), words.Contains("guarded"), seconds: 120);
        break;
    case ["one", var name, var scoped]:
        Spellings.Run(name, scoped == "scoped", seconds: 5);
        break;
    default:
        foreach (var scoped in new[] { "scoped", "unscoped" })
        foreach (var name in scoped == "scoped" ? Spellings.Names : ["1 - x", "where(mask, x, 0f)", "x.relu().sum()"])
            Console.WriteLine($"{scoped, -9} {name, -26} {InProcess("one", name, scoped)}");
        break;
}

// in a process of its own: some spellings end it, or damage its memory so that it goes on for ever
static string InProcess(params string[] words)
{
    var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardOutput = true, RedirectStandardError = true };
    if (Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet")
        start.ArgumentList.Add(typeof(Spellings).Assembly.Location);
    foreach (var word in words)
        start.ArgumentList.Add(word);
    using var process = Process.Start(start)!;
    var said = process.StandardOutput.ReadToEndAsync();
    _ = process.StandardError.ReadToEndAsync();
    if (process.WaitForExit(TimeSpan.FromSeconds(60)))
        return process.ExitCode == 0 ? said.Result.Trim() : $"the process died, exit code {process.ExitCode}";
    process.Kill();
    return "the process hung";
}
