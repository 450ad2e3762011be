using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Loader;
using System.Text.RegularExpressions;

namespace Ballast;

/// <summary>
/// Loads TorchSharp on Linux systems with an older C++ runtime (Debian 12, Ubuntu 22.04, RHEL 9). TorchSharp's native library
/// asks for GLIBCXX_3.4.32 because of one symbol that it never calls. When, and only when, the ordinary load has failed, a
/// private copy is written with that one requirement marked weak, loaded and deleted; the package cache is never touched.
/// Where there is no libtorch at all, the error names the package.
/// </summary>
public static partial class NativeMend
{
    private const string Library = "LibTorchSharp";
    private const string Version = "GLIBCXX_3.4.32";
    private static readonly string System = Path.Combine("runtimes", "linux-x64", "native");
    private static readonly Lazy<nint> Mended = new(LoadMended);
    private static int s_registered;

    [ThreadStatic]
    private static bool t_asking;

    /// <summary>
    /// Makes the mend available. Runs by itself when Ballast is loaded; a program that touches TorchSharp before any type of
    /// Ballast calls it first. Calling it again does nothing.
    /// </summary>
    public static void Ensure()
    {
        if (Interlocked.Exchange(ref s_registered, 1) != 0)
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
            asking != assembly || name != Library ? 0
            : Mended.Value is not 0 and var mended ? mended
            : AskTorchSharp();

    // where libtorch does not lie beside the program TorchSharp looks further (notebooks, scripts), or names the package that is missing;
    // but it does so when `torch` is used first, and a layer may come before that
    private static nint AskTorchSharp()
    {
        if (t_asking)
            return 0;
        t_asking = true;
        try
        {
            RuntimeHelpers.RunClassConstructor(typeof(TorchSharp.torch).TypeHandle);
            return NativeLibrary.TryLoad(Library, typeof(TorchSharp.torch).Assembly, null, out var found) ? found : 0;
        }
        catch (TypeInitializationException fault) when (Missing().Match(fault.InnerException?.Message ?? "") is { Success: true } it)
        {
            throw new DllNotFoundException(
                "This program has no libtorch: TorchSharp leaves it to the program to choose one. Add it by "
                    + $"dotnet add package {it.Groups[1]} --version {it.Groups[2]}",
                fault
            );
        }
        finally
        {
            t_asking = false;
        }
    }

    // "The libtorch-cpu-linux-x64 package version 2.10.0.0 is not restored …"
    [GeneratedRegex(@"(libtorch-\S+) package version (\d+\.\d+\.\d+)")]
    private static partial Regex Missing();

    private static nint LoadMended()
    {
        if (!OperatingSystem.IsLinux() || Find("lib" + Library + ".so") is not { } source)
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
            return NativeLibrary.TryLoad(copy, out var mended) ? mended : 0; // there may be no libtorch
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
            .Append(Path.Combine(AppContext.BaseDirectory, System))
            .Concat(InPackages())
            .Select(folder => Path.Combine(folder, file))
            .FirstOrDefault(File.Exists);

    // scripts and notebooks run on the packages themselves: …/torchsharp/0.107.0/lib/net8.0/TorchSharp.dll
    private static IEnumerable<string> InPackages()
    {
        var version = Path.GetDirectoryName(Path.GetDirectoryName(Path.GetDirectoryName(typeof(TorchSharp.torch).Assembly.Location)));
        // a constant, read without running the type's constructor
        var wanted = typeof(TorchSharp.torch)
            .GetField("libtorchPackageVersion", BindingFlags.Static | BindingFlags.NonPublic)
            ?.GetRawConstantValue();
        return
            version is null
            || wanted is not string text
            || !string.Equals(Path.GetFileName(Path.GetDirectoryName(version)), "torchsharp", StringComparison.OrdinalIgnoreCase)
            ? []
            :
            [
                Path.Combine(version, System),
                Path.Combine(version, "..", "..", "libtorch-cpu-linux-x64", text.Replace(".0.0", ".0", StringComparison.Ordinal), System),
            ];
    }
}
