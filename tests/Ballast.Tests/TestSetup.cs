using System.Runtime.CompilerServices;
using TorchSharp;

[assembly: Xunit.CollectionBehavior(DisableTestParallelization = true)]

namespace Ballast.Tests;

internal static class TestSetup
{
    // torch is touched by tests before any type of Ballast; one thread, since spinning OpenMP threads make tests slow
    [ModuleInitializer]
    internal static void Run()
    {
        NativeMend.Ensure();
        torch.set_num_threads(1);
        MachineTest.Ensure(); // before oneDNN is used: on some machines it would go on being wrong
    }
}
