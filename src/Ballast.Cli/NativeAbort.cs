using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Ballast.Cli;

/// <summary>
/// Some of libtorch's functions (<c>matmul</c> is one) let their exceptions through TorchSharp, and C++ ends the process over them. On
/// Linux the last words are said here: what libtorch said, and whose code called it; and the run file is closed.
/// </summary>
internal static unsafe partial class NativeAbort
{
    private const int WhatSlot = 2; // of the virtual table of std::exception, after its two destructors
    private static readonly string[] Known =
    [
        "N3c10",
        "St13runtime_error",
        "St11logic_error",
        "St12out_of_range",
        "St16invalid_argument",
        "St12length_error",
        "St9bad_alloc",
    ];
    private static readonly List<Action<string>> s_before = [];
    private static delegate* unmanaged<void**, void> s_exception;
    private static delegate* unmanaged<nint*> s_type;
    private static int s_said;

    /// <summary>Called once, before libtorch is used.</summary>
    public static void Watch()
    {
        if (
            !OperatingSystem.IsLinux()
            || !NativeLibrary.TryLoad("libstdc++.so.6", out var runtime)
            || !NativeLibrary.TryGetExport(runtime, "_ZSt13set_terminatePFvvE", out var set)
            || !NativeLibrary.TryGetExport(runtime, "_ZSt17current_exceptionv", out var exception)
            || !NativeLibrary.TryGetExport(runtime, "__cxa_current_exception_type", out var type)
        )
            return;
        s_exception = (delegate* unmanaged<void**, void>)exception;
        s_type = (delegate* unmanaged<nint*>)type;
        ((delegate* unmanaged<delegate* unmanaged<void>, nint>)set)(&Ended);
    }

    /// <summary>Whether a training has begun: then the exit code is that of a halt.</summary>
    public static bool InTraining { get; set; }

    /// <summary>What is to be done before the process ends, with the words that are said.</summary>
    public static void Before(Action<string> last) => s_before.Add(last);

    [UnmanagedCallersOnly]
    private static void Ended()
    {
        if (Interlocked.Exchange(ref s_said, 1) != 0)
            Thread.Sleep(Timeout.Infinite); // another thread is saying it
        var code = ExitCode.Fault;
#pragma warning disable CA1031 // nothing may leave here, and the process ends in any case
        try
        {
            var stack = new StackTrace(fNeedFileInfo: true);
            var own = OwnModule.Explain(What(), stack);
            if (own is not null)
                code = InTraining ? ExitCode.Halted : ExitCode.BadInput;
            var words = ErrorText.Fit(
                own
                    ?? $"This is a fault of Ballast's own; please report it with the lines below.{Environment.NewLine}libtorch ended "
                        + $"the process: {What()}{Environment.NewLine}{stack}"
            );
            Console.Error.WriteLine($"ballast: {words}");
            foreach (var last in s_before)
                last(words);
            Console.Out.Flush();
        }
        catch (Exception) { }
#pragma warning restore CA1031

        End(code);
    }

    private static string What()
    {
        if (s_type() is var type && type is null)
            return "it gave no reason.";
        var name = Marshal.PtrToStringUTF8(type[1]) ?? "";
        if (!Known.Any(known => name.StartsWith(known, StringComparison.Ordinal)))
            return name + ".";
        void* thrown = null;
        s_exception(&thrown);
        var what = ((delegate* unmanaged<void*, nint>)(*(void***)thrown)[WhatSlot])(thrown);
        return (Marshal.PtrToStringUTF8(what) ?? name).Split('\n')[0].TrimEnd('.') + ".";
    }

    [LibraryImport("libc", EntryPoint = "_exit")]
    private static partial void End(int code);
}
