using System.Diagnostics;

namespace Ballast.Core.Tests.Recording;

/// <summary>A process that writes a run file until it is killed: <c>dotnet Ballast.Core.Tests.dll FILE JOURNAL</c>.</summary>
internal static class KilledWriter
{
    public static void Main(string[] arguments)
    {
        var writer = new RunFileWriter(
            arguments[0],
            null,
            new RunFileTuning { Journal = Enum.Parse<RunJournal>(arguments[1]), Interval = TimeSpan.FromMilliseconds(30) }
        );
        for (var step = 0; ; step++)
        {
            writer.Write(Some.Record(step, 20));
            if (step % 5 == 0)
                Thread.Sleep(1);
        }
    }

    public static Process Start(string file, RunJournal journal) =>
        Process.Start(
            new ProcessStartInfo(Environment.ProcessPath!.Contains("dotnet", StringComparison.Ordinal) ? Environment.ProcessPath : "dotnet")
            {
                ArgumentList = { typeof(KilledWriter).Assembly.Location, file, journal.ToString() },
            }
        )!;
}
