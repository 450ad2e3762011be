using TorchSharp;
using static TorchSharp.torch;

namespace Ballast.Cli;

/// <summary>The self-test of the machine, before anything is computed, and its news in one line on standard error.</summary>
internal static class TestedMachine
{
    private static readonly HashSet<string> s_said = [];

    /// <summary>Whether news are left to the process that started this one. Default: false.</summary>
    public static bool Silent { get; set; }

    public static void Ensure(Device? device = null) => Say(MachineTest.Ensure(device));

    /// <summary>For a model, on the device where it is.</summary>
    public static void Ensure(nn.Module model) => Say(MachineTest.Ensure(model));

    private static void Say(MachineReport report)
    {
        if (!Silent && report.News is { } news && s_said.Add(news))
            SelfLog.Write(news);
    }
}
