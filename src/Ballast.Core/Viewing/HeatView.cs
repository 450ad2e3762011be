using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Ballast;

/// <summary>A quantity of all parameters over the steps.</summary>
/// <param name="Start">The first step of the first bucket.</param>
/// <param name="Width">Steps to a bucket.</param>
/// <param name="Buckets">How many buckets.</param>
/// <param name="Cells">
/// One number a bucket, row by row, a row for each parameter: the largest of its steps, NaN or infinity where there was one, -1 where
/// nothing was measured.
/// </param>
public sealed record HeatView(long Start, long Width, int Buckets, [property: JsonConverter(typeof(HeatView.Base64))] float[] Cells)
{
    /// <summary>Little-endian float32 in Base64: JSON has no NaN, and this is short.</summary>
    internal sealed class Base64 : JsonConverter<float[]>
    {
        public override float[] Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            MemoryMarshal.Cast<byte, float>(reader.GetBytesFromBase64()).ToArray();

        public override void Write(Utf8JsonWriter writer, float[] value, JsonSerializerOptions options) =>
            writer.WriteBase64StringValue(MemoryMarshal.AsBytes<float>(value));
    }
}
