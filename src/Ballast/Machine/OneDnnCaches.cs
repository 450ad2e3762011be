using System.Globalization;
using System.Runtime.InteropServices;
using TorchSharp;
using static TorchSharp.torch;

namespace Ballast;

/// <summary>
/// The cache sizes that oneDNN read when it was first used, in libtorch's memory. Where they are one byte each, taking away their number
/// makes oneDNN use its own guesses, as it does where a processor says nothing: right, and as fast as on other machines.
/// </summary>
internal static unsafe class OneDnnCaches
{
    // Xbyak's Cpu: sizes of ten levels, cores that share each of them, number of levels
    private static readonly uint[] s_oneByteEach = [1, 1, 1, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0, 3];

    /// <summary>
    /// Corrects the sizes, if oneDNN has not been used yet: what it has generated with wrong ones it keeps, and would go on using.
    /// </summary>
    /// <returns>False where nothing was changed.</returns>
    public static bool Forget()
    {
        if (!OperatingSystem.IsLinux() || RuntimeInformation.ProcessArchitecture != Architecture.X64)
            return false;
        get_num_threads(); // makes sure that libtorch is loaded
        if (Find() is not [])
            return false;
        using (NewDisposeScope())
            // oneDNN is asked, and reads the sizes, but makes nothing
            ones(2, 2, dtype: ScalarType.Float32).mm(ones(2, 2, dtype: ScalarType.Float32));
        if (Find() is not [var only])
            return false;
        *(uint*)(only + (sizeof(uint) * (s_oneByteEach.Length - 1))) = 0;
        return true;
    }

    private static List<nint> Find()
    {
        List<nint> found = [];
        foreach (var (from, to) in Writable("libtorch_cpu"))
        {
            var memory = new ReadOnlySpan<uint>((void*)from, (int)((to - from) / sizeof(uint)));
            for (var at = 0; memory[at..].IndexOf(s_oneByteEach) is >= 0 and var next; at += next + 1)
                found.Add(from + (sizeof(uint) * (nint)(at + next)));
        }

        return found;
    }

    // the library's own variables: its writable pages, and those without a file right behind them
    private static IEnumerable<(nint From, nint To)> Writable(string library)
    {
        nint end = 0;
        foreach (var line in File.ReadLines("/proc/self/maps"))
        {
            var parts = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            var dash = parts[0].IndexOf('-', StringComparison.Ordinal);
            var (from, to) = (Address(parts[0][..dash]), Address(parts[0][(dash + 1)..]));
            var own = parts.Length > 5 ? Path.GetFileName(parts[5]).StartsWith(library, StringComparison.Ordinal) : from == end;
            end = own ? to : 0;
            if (own && parts[1].StartsWith("rw", StringComparison.Ordinal))
                yield return (from, to);
        }
    }

    private static nint Address(string hex) => nint.Parse(hex, NumberStyles.HexNumber, CultureInfo.InvariantCulture);
}
