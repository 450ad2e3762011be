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
        // in a process each: some end it
        foreach (var scoped in new[] { "scoped", "unscoped" })
            foreach (var name in Spellings.Names)
            {
                var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardOutput = true, RedirectStandardError = true };
                if (Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet") start.ArgumentList.Add(typeof(Spellings).Assembly.Location);
                foreach (var word in new[] { "one", name, scoped }) start.ArgumentList.Add(word);
                using var process = Process.Start(start)!;
                process.ErrorDataReceived += (_, _) => { };
                process.BeginErrorReadLine();
                var said = process.StandardOutput.ReadToEnd().Trim();
                process.WaitForExit();
                Console.WriteLine($"{scoped,-9} {name,-26} {(process.ExitCode == 0 ? said : $"the process died, exit code {process.ExitCode}")}");
            }

        break;
}
