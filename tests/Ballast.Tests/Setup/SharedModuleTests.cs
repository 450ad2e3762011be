using TorchSharp;
using static TorchSharp.torch;

namespace Ballast.Tests;

[TensorTests]
public sealed class SharedModuleTests
{
    /// <summary>A layer in two places is one layer: repairing it once for every name would halve it twice.</summary>
    [Fact]
    public void A_module_that_is_registered_twice_is_found_once()
    {
        using var shared = nn.Linear(3, 3);
        using var model = new LayerStack("twice", [("first", shared), ("second", shared)]);
        Assert.Equal(["first"], WeightedModule.Of(model).Select(found => found.Name));
    }
}
