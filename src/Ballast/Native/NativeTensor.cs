using System.Runtime.InteropServices;

namespace Ballast;

/// <summary>
/// The few native calls of the hot path, without the managed wrapper that TorchSharp makes for every <c>p.grad</c>: reading
/// 200 gradients allocates nothing here and 200 finalizable objects there.
/// </summary>
internal static unsafe partial class NativeTensor
{
    private const string Library = "LibTorchSharp";

    /// <summary>A new native reference to the gradient, 0 if there is none; give it back with <see cref="Release"/>.</summary>
    [LibraryImport(Library, EntryPoint = "THSTensor_grad")]
    public static partial nint Grad(nint tensor);

    /// <summary>Address of the first value.</summary>
    [LibraryImport(Library, EntryPoint = "THSTensor_data")]
    public static partial void* Data(nint tensor);

    [LibraryImport(Library, EntryPoint = "THSTensor_dispose")]
    public static partial void Release(nint tensor);

    [LibraryImport(Library, EntryPoint = "THSTensor_type")]
    public static partial sbyte ScalarType(nint tensor);

    [LibraryImport(Library, EntryPoint = "THSTensor_device_type")]
    public static partial int DeviceType(nint tensor);

    [LibraryImport(Library, EntryPoint = "THSTensor_is_contiguous")]
    [return: MarshalAs(UnmanagedType.U1)]
    public static partial bool IsContiguous(nint tensor);

    [LibraryImport(Library, EntryPoint = "THSTensor_is_sparse")]
    [return: MarshalAs(UnmanagedType.U1)]
    public static partial bool IsSparse(nint tensor);
}
