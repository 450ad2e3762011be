using static TorchSharp.torch;

namespace Ballast;

/// <summary>A type of numbers as the formats of weight files name it.</summary>
/// <param name="Type">libtorch's.</param>
/// <param name="Bytes">Of one number.</param>
/// <param name="SafeTensors">Its name in a safetensors file.</param>
/// <param name="Storage">The class of a storage of them in a file of PyTorch.</param>
internal sealed record WeightType(ScalarType Type, int Bytes, string SafeTensors, string Storage)
{
    /// <summary>All that can be read and written.</summary>
    public static IReadOnlyList<WeightType> All { get; } =
    [
        new(ScalarType.Float64, 8, "F64", "DoubleStorage"),
        new(ScalarType.Float32, 4, "F32", "FloatStorage"),
        new(ScalarType.Float16, 2, "F16", "HalfStorage"),
        new(ScalarType.BFloat16, 2, "BF16", "BFloat16Storage"),
        new(ScalarType.Int64, 8, "I64", "LongStorage"),
        new(ScalarType.Int32, 4, "I32", "IntStorage"),
        new(ScalarType.Int16, 2, "I16", "ShortStorage"),
        new(ScalarType.Int8, 1, "I8", "CharStorage"),
        new(ScalarType.Byte, 1, "U8", "ByteStorage"),
        new(ScalarType.Bool, 1, "BOOL", "BoolStorage"),
    ];

    /// <summary>The one of a tensor.</summary>
    /// <exception cref="NotSupportedException">It is complex or quantised.</exception>
    public static WeightType Of(Tensor tensor) =>
        All.FirstOrDefault(it => it.Type == tensor.dtype)
        ?? throw new NotSupportedException($"Weights of type {tensor.dtype} cannot be written: convert them to float32 first.");
}
