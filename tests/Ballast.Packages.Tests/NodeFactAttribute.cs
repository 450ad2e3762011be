namespace Ballast.Packages.Tests;

/// <summary>A test that needs Node; skipped, and said so, where there is none.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class NodeFactAttribute : FactAttribute
{
    public NodeFactAttribute()
    {
        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator);
        if (!folders.Any(folder => File.Exists(Path.Combine(folder, "npm"))))
            Skip = "There is no npm here. Install Node 20 or later; on Debian: apt-get install npm";
    }
}
