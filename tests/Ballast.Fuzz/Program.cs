using System.Globalization;
using Ballast.Fuzz;

// dotnet Ballast.Fuzz.dll [COUNT] [SEED] [FOLDER]: damaged inputs of every kind to the tool, and what it made of them
// dotnet Ballast.Fuzz.dll worker SEED FROM TO FOLDER: what the former starts
if (args is ["worker", var seed, var from, var to, var folder])
{
    FuzzWorker.Run(Whole(seed), Whole(from), Whole(to), folder);
    return 0;
}

var report = new FuzzRun(
    args.Length > 1 ? Whole(args[1]) : 1,
    args.Length > 2 ? Path.GetFullPath(args[2]) : Directory.CreateTempSubdirectory("ballast-fuzz-").FullName
).Go(args.Length > 0 ? Whole(args[0]) : 5000);
Console.WriteLine(report.Table());
foreach (var finding in report.Findings)
    Console.WriteLine(finding);
return report.Findings.Count == 0 ? 0 : 1;

static int Whole(string text) => int.Parse(text, CultureInfo.InvariantCulture);
