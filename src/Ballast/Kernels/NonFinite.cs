using TorchSharp;
using static TorchSharp.torch;

namespace Ballast;

/// <summary>Looks for values that are not finite: a pass at memory bandwidth in host memory, libtorch's own operations elsewhere.</summary>
internal static unsafe class NonFinite
{
    private const int Stretch = 1 << 20;

    /// <summary>Whether a tensor has any.</summary>
    public static bool IsIn(Tensor tensor)
    {
        var (type, count) = (tensor.dtype, tensor.numel());
        var isPlain =
            tensor.device_type == DeviceType.CPU
            && !NativeTensor.IsSparse(tensor.Handle)
            && NativeTensor.IsContiguous(tensor.Handle)
            && type is ScalarType.Float32 or ScalarType.Float64;
        if (!isPlain)
            return LibtorchMeter.CountNonFinite(tensor) > 0;
        var values = NativeTensor.Data(tensor.Handle);
        var found = type == ScalarType.Float32 ? Is((float*)values, count) : Is((double*)values, count);
        GC.KeepAlive(tensor);
        return found;
    }

    private static bool Is<T>(T* values, long count)
        where T : unmanaged, System.Numerics.IFloatingPointIeee754<T>
    {
        for (; count > 0; values += Stretch, count -= Stretch)
            if (GradientKernel.Measure(values, (int)Math.Min(Stretch, count)).NonFinite > 0)
                return true;
        return false;
    }
}
