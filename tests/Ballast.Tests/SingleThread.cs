using System.Runtime.CompilerServices;
using TorchSharp;

namespace Ballast.Tests;

/// <summary>Small tensors on many test threads: one thread of libtorch each is fastest, and results repeat.</summary>
static class SingleThread
{
    [ModuleInitializer]
    internal static void SetUp()
    {
        // Ballast's own initializer makes the native library loadable, so it has to run before the first call of torch
        RuntimeHelpers.RunModuleConstructor(typeof(Datasets).Module.ModuleHandle);
        torch.set_num_threads(1);
    }
}
