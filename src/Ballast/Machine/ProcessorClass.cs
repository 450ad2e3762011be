using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;
using System.Text;

namespace Ballast;

/// <summary>
/// The kind of a processor as far as its arithmetic goes: who made it and which vectors it has, by which the libraries under libtorch
/// choose how they add up. Within one class the same training gives the same bits.
/// </summary>
internal static class ProcessorClass
{
    /// <summary>This machine's, such as <c>X64 AuthenticAMD AVX2</c>.</summary>
    public static string Here { get; } = string.Join(' ', Parts());

    private static IEnumerable<string> Parts()
    {
        yield return RuntimeInformation.ProcessArchitecture.ToString();
        if (!X86Base.IsSupported)
            yield break;
        yield return Maker();
        yield return Avx512F.IsSupported ? "AVX-512"
        : Avx2.IsSupported ? "AVX2"
        : "SSE";
    }

    private static string Maker()
    {
        var (_, b, c, d) = X86Base.CpuId(0, 0);
        Span<byte> name = stackalloc byte[12];
        BinaryPrimitives.WriteInt32LittleEndian(name, b);
        BinaryPrimitives.WriteInt32LittleEndian(name[4..], d);
        BinaryPrimitives.WriteInt32LittleEndian(name[8..], c);
        return Encoding.ASCII.GetString(name).Trim();
    }
}
