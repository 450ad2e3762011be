using System.Runtime.InteropServices;
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
public sealed record HeatView(long Start, long Width, int Buckets, [property: JsonIgnore] float[] Cells)
{
    /// <summary>The cells as little-endian float32 in Base64: JSON has no NaN, and this is short.</summary>
    [JsonPropertyName("cells")]
    public string Encoded => Convert.ToBase64String(MemoryMarshal.AsBytes<float>(Cells));
}
