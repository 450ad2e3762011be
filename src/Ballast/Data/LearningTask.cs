namespace Ballast;

/// <summary>What kind of target a data set has.</summary>
public enum LearningTask
{
    /// <summary>One of some classes.</summary>
    Classification,

    /// <summary>Numbers.</summary>
    Regression,
}
