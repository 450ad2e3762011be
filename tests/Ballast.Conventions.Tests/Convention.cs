namespace Ballast.Conventions.Tests;

/// <summary>A test over many things, which names every one that breaks it.</summary>
internal static class Convention
{
    public static void Holds(IEnumerable<string> broken)
    {
        string[] all = [.. broken];
        Assert.True(all.Length == 0, string.Join('\n', all));
    }
}
