using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Loader;

namespace Ballast;

/// <summary>
/// Loads TorchSharp on Linux systems with an older C++ runtime (Debian 12, Ubuntu 22.04, RHEL 9). TorchSharp's native library
/// asks for GLIBCXX_3.4.32 because of one symbol that it never calls. When, and only when, the ordinary load has failed, a
/// private copy is written with that one requirement marked weak, loaded and deleted; the package cache is never touched.
/// </summary>
public static class NativeMend
{
    private const string Library = "LibTorchSharp";
    private const string Version = "GLIBCXX_3.4.32";
    private static readonly Lazy<nint> Mended = new(LoadMended);
    private static int s_registered;

    /// <summary>
    /// Makes the mend available. Runs by itself when Ballast is loaded; a program that touches TorchSharp before any type of
    /// Ballast calls it first. Calling it again does nothing.
    /// </summary>
    public static void Ensure()
    {
        if (!OperatingSystem.IsLinux() || Interlocked.Exchange(ref s_registered, 1) != 0)
            return;
        // naming the type does not run TorchSharp's static constructor
        Listen(typeof(TorchSharp.torch).Assembly);
        Listen(typeof(NativeMend).Assembly);
    }

#pragma warning disable CA2255 // deliberate: must run before TorchSharp's static constructor
    [ModuleInitializer]
    internal static void Register() => Ensure();
#pragma warning restore CA2255

    // the event is raised only after default probing has failed, so it costs nothing where the ordinary load works
    private static void Listen(Assembly assembly) =>
        AssemblyLoadContext.GetLoadContext(assembly)!.ResolvingUnmanagedDll += (asking, name) =>
            asking == assembly && name == Library ? Mended.Value : 0;

    private static nint LoadMended()
    {
        var source = Find("lib" + Library + ".so");
        if (source is null)
            return 0;
        var image = File.ReadAllBytes(source);
        if (!ElfVersions.Weaken(image, Version))
            return 0;
        // the copy cannot find its neighbours through its own folder, but does find what is already loaded under their names
        foreach (var neighbour in (string[])["libc10.so", "libtorch_cpu.so", "libtorch.so"])
            if (Find(neighbour) is { } path)
                NativeLibrary.Load(path);
        var copy = Path.Combine(Path.GetTempPath(), $"{Library}-{Environment.ProcessId}-{Guid.NewGuid():N}.so");
        try
        {
            File.WriteAllBytes(copy, image);
            return NativeLibrary.Load(copy);
        }
        finally
        {
            File.Delete(copy); // the mapping stays valid
        }
    }

    private static string? Find(string file) =>
        (AppContext.GetData("NATIVE_DLL_SEARCH_DIRECTORIES") as string ?? "")
            .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Append(AppContext.BaseDirectory)
            .Append(Path.Combine(AppContext.BaseDirectory, "runtimes", "linux-x64", "native"))
            .Select(folder => Path.Combine(folder, file))
            .FirstOrDefault(File.Exists);
}
