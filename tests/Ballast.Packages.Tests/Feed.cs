namespace Ballast.Packages.Tests;

/// <summary>The packages of this repository in a folder, made once, and an empty place for projects that use them.</summary>
public sealed class Feed : IAsyncLifetime
{
    private readonly string _root = Directory.CreateTempSubdirectory("ballast-packages-").FullName;

    /// <summary>Where the sources are.</summary>
    public string Repository { get; } = Find();

    public string Packages => Path.Combine(_root, "feed");

    public async Task InitializeAsync()
    {
        var (exit, output) = await Shell.DotnetAsync(Repository, null, "pack", "Ballast.slnx", "-c", "Release", "-o", Packages);
        Assert.True(exit == 0, output);
        var theirs = Environment.GetEnvironmentVariable("NUGET_PACKAGES")
            ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
        await File.WriteAllTextAsync(
            Path.Combine(_root, Shell.Config),
            $"""
            <configuration>
              <packageSources><clear /><add key="packed" value="{Packages}" /></packageSources>
              <fallbackPackageFolders><add key="theirs" value="{theirs}" /></fallbackPackageFolders>
            </configuration>
            """
        );
    }

    public Task DisposeAsync()
    {
        Directory.Delete(_root, recursive: true);
        return Task.CompletedTask;
    }

    internal static string Find()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Ballast.slnx")))
            folder = folder.Parent!;
        return folder.FullName;
    }

    /// <summary>A new folder beside the others.</summary>
    public string Folder(string name) => Directory.CreateDirectory(Path.Combine(_root, name)).FullName;

    /// <summary>A command that has to succeed.</summary>
    /// <returns>What it wrote.</returns>
    public async Task<string> DotnetAsync(string folder, params string[] arguments)
    {
        var (exit, output) = await Shell.DotnetAsync(folder, _root, arguments);
        Assert.True(exit == 0, $"dotnet {string.Join(' ', arguments)}\n{output}");
        return output;
    }

    /// <summary>A command that has to fail.</summary>
    /// <returns>What it wrote.</returns>
    public async Task<string> FailAsync(string folder, params string[] arguments)
    {
        var (exit, output) = await Shell.DotnetAsync(folder, _root, arguments);
        Assert.True(exit != 0, $"dotnet {string.Join(' ', arguments)}\n{output}");
        return output;
    }
}
