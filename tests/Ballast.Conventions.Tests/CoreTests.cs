namespace Ballast.Conventions.Tests;

/// <summary>Ballast.Core is numbers only: reports, dashboards and most tests start without libtorch.</summary>
public sealed class CoreTests
{
    [Fact]
    public void Core_references_no_tensors() =>
        Assert.DoesNotContain(typeof(Verdict).Assembly.GetReferencedAssemblies(), assembly => IsTensors(assembly.Name!));

    [Fact]
    public void Using_core_loads_no_library_of_tensors()
    {
        var folder = Directory.CreateTempSubdirectory("ballast-").FullName;
        try
        {
            var (loaded, error) = CoreAlone.Run(folder);
            Assert.Equal("", error);
            Assert.Contains("steps 1", loaded);
            Assert.Contains("Ballast.Core", loaded);
            Assert.Contains(loaded, name => name.Contains("sqlite", StringComparison.OrdinalIgnoreCase)); // native libraries are seen
            Assert.DoesNotContain(loaded, IsTensors);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static bool IsTensors(string name) =>
        name.Contains("torch", StringComparison.OrdinalIgnoreCase) || name.Contains("c10", StringComparison.Ordinal);
}
