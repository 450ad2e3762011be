using System.Runtime.InteropServices;
using TorchSharp;

namespace Ballast;

/// <summary>A library inside libtorch that can be switched off, after which libtorch's own loops and matrix products do its work.</summary>
/// <param name="name">What <c>at::Context</c> calls it; TorchSharp passes none of its members on.</param>
internal sealed unsafe class Accelerator(string name)
{
    public static readonly Accelerator OneDnn = new("Mkldnn"),
        CuDnn = new("CuDNN");

    /// <summary>
    /// Would take over some convolutions of oneDNN's. It knows no processor that hides its caches, and says so on standard error at every
    /// single one.
    /// </summary>
    public static readonly Accelerator NnPack = new("NNPACK");

    private readonly string _set = $"setUserEnabled{name}",
        _get = $"userEnabled{name}";

    /// <summary>Whether it is used where it can be; null where libtorch does not say.</summary>
    public bool? IsOn =>
        Member($"_ZNK2at7Context{_get.Length}{_get}Ev", $"?{_get}@Context@at@@QEBA_NXZ", out var context, out var get)
            ? ((delegate* unmanaged<nint, byte>)get)(context) != 0
            : null;

    /// <summary>For the whole process; false where libtorch has no such switch.</summary>
    public bool Switch(bool on)
    {
        if (!Member($"_ZN2at7Context{_set.Length}{_set}Eb", $"?{_set}@Context@at@@QEAAX_N@Z", out var context, out var set))
            return false;
        ((delegate* unmanaged<nint, byte, void>)set)(context, on ? (byte)1 : (byte)0);
        return true;
    }

    // at::globalContext() and a member function of what it returns, by the names that GCC and Clang, or Microsoft's compiler, give them
    private static bool Member(string itanium, string microsoft, out nint context, out nint member)
    {
        (context, member) = (0, 0);
        torch.get_num_threads(); // makes sure that libtorch is loaded
        var windows = OperatingSystem.IsWindows();
        if (
            !NativeLibrary.TryLoad("torch_cpu", typeof(torch).Assembly, null, out var library)
            || !NativeLibrary.TryGetExport(
                library,
                windows ? "?globalContext@at@@YAAEAVContext@1@XZ" : "_ZN2at13globalContextEv",
                out var global
            )
            || !NativeLibrary.TryGetExport(library, windows ? microsoft : itanium, out member)
        )
            return false;
        context = ((delegate* unmanaged<nint>)global)();
        return true;
    }
}
