namespace Ballast;

/// <summary>What a model's outputs look like.</summary>
public enum OutputForm
{
    /// <summary>Any numbers.</summary>
    Free,

    /// <summary>Nothing below 0, and zeros among it: the output of a ReLU.</summary>
    Rectified,

    /// <summary>Between 0 and 1 by a sigmoid.</summary>
    Probability,

    /// <summary>Rows that add up to 1.</summary>
    Distribution,

    /// <summary>Rows of logarithms of what adds up to 1.</summary>
    LogDistribution,

    /// <summary>Between -1 and 1 by a tanh.</summary>
    Bounded,
}
