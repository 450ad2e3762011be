namespace Ballast;

/// <summary>How raw inputs (pixels 0 to 255) become the numbers a model sees.</summary>
public enum Normalization
{
    /// <summary>Mean 0 and standard deviation 1 over all values of the training set. The default.</summary>
    Standard,

    /// <summary>Divided by 255, so between 0 and 1.</summary>
    Unit,

    /// <summary>Left as they are, 0 to 255: a classic cause of exploding gradients.</summary>
    None,
}
