using CsCheck;

namespace Ballast.Tests;

internal static class Gens
{
    /// <summary>One of the given values.</summary>
    public static Gen<T> Any<T>(params T[] values) => Gen.Int[0, values.Length - 1].Select(i => values[i]);
}
