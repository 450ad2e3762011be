using System.Runtime.InteropServices;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Ballast.Conventions.Tests;

/// <summary>Code of docs/wrong-machines.md.</summary>
internal static class WrongMachines
{
    public static void Tell()
    {
        var x = randn(2, 8, 32);
        var w = randn(1, 8, 9);

        Tensor GradientOfInput(ScalarType type)
        {
            var input = x.detach().to(type, copy: true).requires_grad_();
            functional.conv1d(input, w.to(type), padding: 4).sum().backward();
            return input.grad!.to(ScalarType.Float64);
        }

        var exact = GradientOfInput(ScalarType.Float64);
        var error = (GradientOfInput(ScalarType.Float32) - exact).abs().max() / exact.abs().max();
        Console.WriteLine($"{error.item<double>():g2}");
    }

    public static void Report()
    {
        var report = MachineTest.Ensure();               // before anything else is computed
        Console.WriteLine($"{report.State}: {report.Text}");
    }

#pragma warning disable CA5392, SYSLIB1054, CA1838 // as short as a page shows it
    [DllImport("libtorch_cpu", EntryPoint = "_ZN2at13globalContextEv")]
    static extern nint GlobalContext();

    [DllImport("libtorch_cpu", EntryPoint = "_ZN2at7Context20setUserEnabledMkldnnEb")]
    static extern void SetOneDnn(nint context, [MarshalAs(UnmanagedType.U1)] bool on);
#pragma warning restore CA5392, SYSLIB1054, CA1838

    public static void SwitchOff()
    {
        torch.get_num_threads();                         // loads libtorch
        SetOneDnn(GlobalContext(), false);
    }

    public static void DieOfANullReference()
    {
        using (matmul(zeros(33, 65, ScalarType.BFloat16), zeros(65, 17, ScalarType.BFloat16))) { }
        string? text = null;
        try { _ = text!.Length; } catch (NullReferenceException) { }   // never gets here
    }

    /// <summary>As it was.</summary>
    public static void SwitchOn() => SetOneDnn(GlobalContext(), true);
}
