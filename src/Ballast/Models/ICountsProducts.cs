namespace Ballast;

/// <summary>A module that multiplies without weights, which a count over weights would miss.</summary>
internal interface ICountsProducts
{
    /// <summary>Multiply-adds of one sample, apart from those of the module's children.</summary>
    /// <param name="outputShape">What it gave, without the batch dimension.</param>
    long Products(IReadOnlyList<long> outputShape);
}
