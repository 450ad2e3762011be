using static TorchSharp.torch;

namespace Ballast.Conventions.Tests;

/// <summary>Code of docs/weights.md.</summary>
internal static class Weights
{
    public static void Files(nn.Module model)
    {
        WeightFiles.Save("mine.safetensors", model);
        var loaded = WeightFiles.Load("theirs.pt", model);
        Console.WriteLine($"{loaded.Loaded.Count} fitted, fresh: {string.Join(", ", loaded.Kept)}");

        using var tensors = WeightFiles.Read("theirs.safetensors");
        foreach (var (name, tensor) in tensors) Console.WriteLine($"{name} {tensor.dtype} [{string.Join(", ", tensor.shape)}]");
    }
}
