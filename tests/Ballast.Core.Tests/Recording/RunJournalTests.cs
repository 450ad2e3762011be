namespace Ballast.Core.Tests.Recording;

public sealed class RunJournalTests
{
    private static readonly string[] Mounts =
    [
        "/dev/sda1 / ext4 rw,relatime 0 0",
        "proc /proc proc rw 0 0",
        "server:/export /home nfs4 rw,vers=4.2 0 0",
        "/dev/sdb1 /home/me/scratch xfs rw 0 0",
        "scratch@o2ib:/lfs /lustre lustre rw 0 0",
        "me@host:/ /mnt/far\\040away fuse.sshfs rw 0 0",
        "tmpfs /over tmpfs rw 0 0",
        "//nas/share /over cifs rw 0 0",
        "broken",
    ];

    [Theory]
    [InlineData("/data/run.db", "WriteAhead")]
    [InlineData("/home/me/run.db", "Rollback")]
    [InlineData("/homestead/run.db", "WriteAhead")]
    [InlineData("/home/me/scratch/run.db", "WriteAhead")]
    [InlineData("/lustre/a/b/run.db", "Rollback")]
    [InlineData("/mnt/far away/run.db", "Rollback")]
    [InlineData("/over/run.db", "Rollback")]
    public void The_file_system_under_the_file_decides(string file, string journal) =>
        Assert.Equal(journal, RunJournals.For(file, Mounts).ToString());

    [Theory]
    [InlineData("WriteAhead", "run.db-wal")]
    [InlineData("Rollback", "run.db-journal")]
    public void The_journal_that_was_chosen_is_used(string journal, string beside)
    {
        var folder = Directory.CreateTempSubdirectory("ballast-").FullName;
        using (
            var writer = new RunFileWriter(
                folder,
                null,
                new RunFileTuning { Journal = Enum.Parse<RunJournal>(journal), Interval = TimeSpan.FromMilliseconds(1) }
            )
        )
        {
            writer.Write(Some.Record(0));
            using var run = RunFile.Open(folder);
            for (var i = 0; i < 1000 && !run.Steps().Any(); i++)
                Thread.Sleep(5);
            Assert.True(File.Exists(Path.Combine(folder, beside)));
        }

        Directory.Delete(folder, recursive: true);
    }
}
