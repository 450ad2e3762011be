using System.CommandLine;

namespace Ballast.Cli;

/// <summary><c>ballast bundle RUN</c>: a run as one file, to be replayed and explained on another machine.</summary>
internal static class BundleCommand
{
    public static Command Create()
    {
        var run = new Argument<string>("RUN") { Description = "A run's folder or file." };
        var output = new Option<string?>("--out") { Description = "The file to write. Default: the run's folder and .zip." };
        var bare = new Option<bool>("--no-data")
        {
            Description = "Leave out the files that the config names: who opens it says where they are, as in --set data.path=PATH.",
        };
        var command = new Command("bundle", "Pack a run into one file: its record, config, checkpoints and data.") { run, output, bare };
        command.SetAction(parsed =>
            Run(
                parsed.GetValue(run)!,
                parsed.GetValue(output),
                parsed.GetValue(bare),
                parsed.GetValue(GlobalOptions.Json),
                parsed.GetValue(GlobalOptions.Quiet)
            )
        );
        return command;
    }

    private static int Run(string path, string? output, bool bare, bool json, bool quiet)
    {
        if (Bundle.Is(path))
            throw new UsageException($"{path} is a bundle already.");
        var run = RunFolder.Open(path);
        output ??= Path.TrimEndingDirectorySeparator(Path.GetFileName(run.File) == RunFolder.FileName ? run.Folder : run.File) + ".zip";
        if (SpecialFile.Kind(output) is { } special)
            throw new UsageException($"--out {output} is {special}, not a file.");
        var packed = Bundle.Pack(run, output, !bare);
        var size = new FileInfo(output).Length;
        if (!quiet)
        {
            var to = json ? Console.Error : Console.Out;
            foreach (var group in packed.GroupBy(it => Shown(it.Name)))
                to.WriteLine($"  {group.Key}, {Words.Bytes(group.Sum(it => it.Bytes))}");
            to.WriteLine($"{output}, {Words.Bytes(size)}. On any machine: ballast replay {Path.GetFileName(output)}");
        }

        if (json)
            JsonLine.Write(
                new
                {
                    command = "bundle",
                    status = "done",
                    run = run.File,
                    file = Path.GetFullPath(output),
                    bytes = size,
                    holds = packed.Select(it => it.Name),
                }
            );
        return ExitCode.Done;
    }

    // a folder of pictures as one line
    private static string Shown(string name) => name.StartsWith("files/", StringComparison.Ordinal) ? name.Split('/')[2] : name;
}
