namespace Ballast.Core.Tests.Recording;

public sealed class GitCommitTests : IDisposable
{
    private const string Commit = "0123456789abcdef0123456789abcdef01234567";
    private readonly string _folder = Directory.CreateTempSubdirectory("ballast-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_branch_in_its_own_file_found_from_below()
    {
        Put(".git/HEAD", "ref: refs/heads/main\n");
        Put(".git/refs/heads/main", Commit + "\n");
        Put("src/deep/file", "");
        Assert.Equal(Commit, GitCommit.Find(Path.Combine(_folder, "src/deep")));
    }

    [Fact]
    public void A_packed_branch()
    {
        Put(".git/HEAD", "ref: refs/heads/main");
        Put(".git/packed-refs", $"# pack-refs with: peeled\nffff refs/heads/not-main\n{Commit} refs/heads/main\n");
        Assert.Equal(Commit, GitCommit.Find(_folder));
    }

    [Fact]
    public void A_commit_checked_out_by_itself()
    {
        Put(".git/HEAD", Commit);
        Assert.Equal(Commit, GitCommit.Find(_folder));
    }

    [Fact]
    public void A_worktree()
    {
        Put("main/.git/refs/heads/side", Commit);
        Put("main/.git/worktrees/side/HEAD", "ref: refs/heads/side");
        Put("main/.git/worktrees/side/commondir", "../..\n");
        Put("side/.git", "gitdir: ../main/.git/worktrees/side\n");
        Assert.Equal(Commit, GitCommit.Find(Path.Combine(_folder, "side")));
    }

    [Fact]
    public void None_where_there_is_none_or_it_cannot_be_read()
    {
        Put(".git/HEAD", "ref: refs/heads/unborn");
        Assert.Null(GitCommit.Find(_folder));
        Put("odd/.git", "x");
        Assert.Null(GitCommit.Find(Path.Combine(_folder, "odd")));
    }

    private void Put(string name, string text)
    {
        var path = Path.Combine(_folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
    }
}
