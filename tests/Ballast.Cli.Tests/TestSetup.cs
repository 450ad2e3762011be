using System.Runtime.CompilerServices;

namespace Ballast.Cli.Tests;

internal static class TestSetup
{
    // tests compute with torch before any training begins: the arithmetic is to be right on every machine
    [ModuleInitializer]
    internal static void Run() => MachineTest.Ensure();
}
