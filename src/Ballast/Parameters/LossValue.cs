using TorchSharp;
using static TorchSharp.torch;

namespace Ballast;

/// <summary>Reads a loss as a number.</summary>
internal static class LossValue
{
    /// <summary>The value of a loss of any floating type; from the CPU it costs no allocation, from elsewhere a synchronisation.</summary>
    /// <exception cref="ArgumentException">The loss is not a single floating-point value.</exception>
    public static unsafe double Read(Tensor loss)
    {
        Check(loss);
        if (loss.device_type == DeviceType.CPU && loss.dtype is (ScalarType.Float32 or ScalarType.Float64))
        {
            var at = NativeTensor.Data(loss.Handle);
            var value = loss.dtype == ScalarType.Float32 ? *(float*)at : *(double*)at;
            GC.KeepAlive(loss); // nobody else may hold it, and its finalizer frees the memory just read
            return value;
        }

        using var off = no_grad();
        using var scope = NewDisposeScope();
        using var wide = loss.detach().to(ScalarType.Float64).cpu();
        return wide.item<double>();
    }

    /// <summary>Rejects what is no loss.</summary>
    /// <exception cref="ArgumentException">The loss is not a single floating-point value.</exception>
    public static void Check(Tensor loss)
    {
        ArgumentNullException.ThrowIfNull(loss);
        if (loss.numel() != 1)
            throw new ArgumentException(
                $"The loss has shape [{string.Join(", ", loss.shape)}] but must be a single value: take its mean() first.",
                nameof(loss)
            );
        if (!loss.is_floating_point())
            throw new ArgumentException($"The loss is of type {loss.dtype} but must be a floating-point number.", nameof(loss));
    }
}
